/** Encoded images, as the output files hold them: N rows in natural path order. */
export interface EncodedRows {
  /** N */
  count: number;
  /** D */
  latentSize: number;
  /** [N,D] float32 */
  z: Float32Array;
  /** 'folder/a.png', or 'array.npz[12]' */
  paths: string[];
  /** '' for none. */
  labels: string[];
}
