import { Vector2, Vector3, type Texture } from 'three';

export type CardUniforms = ReturnType<typeof cardUniforms>;

/** Uniforms shared by everything in the scene; a plain object that is written in place. Lengths in CSS pixels. */
export function cardUniforms() {
  return {
    /** Device pixels. */
    viewportPx: { value: new Vector2(1, 1) },
    pixelRatio: { value: 1 },
    /** Device pixels around it within which a card's centre may lie: at least half of the largest card. */
    marginPx: { value: 256 },
    /** What is drawn may be a part of a larger picture: its size, and where in it the part's lower left corner is. */
    wholePx: { value: new Vector2(1, 1) },
    partOriginPx: { value: new Vector2(0, 0) },
    /** 0 at the previous positions, 1 at the present ones. */
    transition: { value: 1 },
    cardSize: { value: 1 },
    minPx: { value: 3 },
    maxPx: { value: 160 },
    focalPx: { value: 1 },
    nearDepth: { value: 0 },
    dotPx: { value: 9 },
    squarePx: { value: 17 },
    fogNear: { value: 0 },
    fogFar: { value: 1 },
    fogMost: { value: 0 },
    /** How far cards fade into the room that are neither selected nor marked, 0..1. */
    dimRest: { value: 0 },
    fogColour: { value: new Vector3() },
    emptyColour: { value: new Vector3() },
    ringColour: { value: new Vector3() },
    haloColour: { value: new Vector3() },
    selectedColour: { value: new Vector3() },
    markColour: { value: new Vector3() },
    palette: { value: null as Texture | null },
    atlas: { value: null as Texture | null },
    /** Columns, rows, layers. */
    atlasGrid: { value: new Int32Array([1, 1, 0]) },
    atlasSide: { value: 1 },
    atlasLevels: { value: 1 },
  };
}
