import type { ViewPosition } from '../../protocol/projection.ts';

/** Where a z was when the engine, or a hand, said so last. */
export interface KnownPlace {
  z: ArrayLike<number>;
  /** Of the view. */
  version: number;
  position: ViewPosition;
}

/** By what the z is of: known places, and z whose places are to be asked for. Plain: who reads them is told by a count. */
export const placeMaps = () => ({
  known: new Map<string, KnownPlace>(),
  wanted: new Map<string, ArrayLike<number>>(),
});
