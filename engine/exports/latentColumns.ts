/** Where a table holds what columnsOfLatents gave: places among its columns, from 0. */
export interface LatentColumns {
  /** Of z1 … zD, in this order, wherever they stand. */
  z: number[];
  /** Of path, or of the name that a decoded point has instead; null where there is neither. */
  path: number | null;
}

/** Columns and characters of each that an error lists. */
const LISTED = 8;
const LISTED_LENGTH = 24;

/**
 * Finds z1 … zD and path by their names.
 * @param latentSize D; null: as many as there are
 * @throws Error in words, when a column is missing or there twice, or z is of another size
 */
export function latentColumns(names: readonly string[], latentSize: number | null): LatentColumns {
  const expected = latentSize === null ? 'z1 … zD' : latentSize === 1 ? 'z1' : `z1 … z${latentSize}`;
  const found = new Map<number, number>();
  names.forEach((name, at) => {
    const number = Number(/^z([1-9]\d{0,6})$/.exec(name)?.[1] ?? 0);
    if (number === 0) return;
    if (found.has(number)) throw new Error(`has the column ${name} twice`);
    found.set(number, at);
  });
  if (found.size === 0) throw new Error(`has ${listed(names)}; expected ${expected}`);
  const largest = Math.max(...found.keys());
  const size = latentSize ?? largest;
  if (found.size === largest && largest !== size) {
    const values = size === 1 ? '1 value' : `${size} values`;
    throw new Error(
      `has z of ${largest}, z1 to z${largest}; this model's z has ${values}: expected ${expected}`,
    );
  }
  const z = Array.from({ length: size }, (_, d) => {
    const at = found.get(d + 1);
    if (at === undefined) throw new Error(`has no column z${d + 1}; expected ${expected}`);
    return at;
  });
  if (found.size > size) throw new Error(`has a column z${largest}; this model's z ends with z${size}`);
  const path = names.indexOf(names.includes('path') ? 'path' : 'name');
  return { z, path: path < 0 ? null : path };
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no columns';
  const shown = names.slice(0, LISTED).map((name) => `"${name.slice(0, LISTED_LENGTH)}"`);
  return `the columns ${shown.join(', ')}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ''}`;
}
