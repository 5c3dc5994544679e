/** z of many images, as a file holds them. */
export interface Latents {
  /** [N,D] float32 */
  z: Float32Array<ArrayBuffer>;
  /** D */
  latentSize: number;
  /** What each row is named after, '' for no name; null where the file names none. */
  paths: string[] | null;
}
