/**
 * Which image each row is.
 * @param rows the path of each row of a collection
 * @param images the path of each image
 * @returns [rows] int32, the image's place in `images`; -1 where the row is none of them
 */
export function matchRows(rows: readonly string[], images: readonly string[]): Int32Array {
  const placeOf = new Map(images.map((path, at) => [path, at]));
  return Int32Array.from(rows, (path) => placeOf.get(path) ?? -1);
}
