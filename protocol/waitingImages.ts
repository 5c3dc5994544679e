/** Images that were opened while there was no model to see them through; the next model with an encoder opens with them. */
export interface WaitingImages {
  /** Folders and files, as they were opened. */
  paths: string[];
  /** What they are called, after the first of the paths. */
  name: string;
  /** Images found in them when they were opened; null while they have not been counted, or could not be. */
  count: number | null;
  /** Why no model could be fitted to them, in a sentence or two; absent where that was not tried. */
  reason?: string;
}
