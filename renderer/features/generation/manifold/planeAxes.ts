import { countOfRanges, rowsOfRanges } from '../../../../protocol/rowRanges.ts';
import { latentOf } from '../../../document/DecodedPoint.ts';
import type { AxisChoice } from '../../../../protocol/views.ts';
import type { Page } from '../../../page/Page.svelte.ts';

/** Beyond these a list is no help. */
const MOST_COMPONENTS = 16;
const MOST_DIMENSIONS = 256;

export interface AxisEntry {
  /** 'component 0', 'dimension 4' */
  readonly id: string;
  readonly title: string;
  readonly choice: AxisChoice;
}

/** What a plane can go along. @param count of images: so many components there are at most */
export function axisEntries(latentSize: number, count: number, nameOf: (d: number) => string): AxisEntry[] {
  const list = (kind: 'component' | 'dimension', length: number, title: (index: number) => string) =>
    Array.from({ length }, (_, index) => ({
      ...{ id: `${kind} ${index}`, title: title(index), choice: { kind, index } },
    }));
  return [
    ...list('component', Math.min(latentSize, count - 1, MOST_COMPONENTS), (index) => `PC ${index + 1}`),
    ...list('dimension', Math.min(latentSize, MOST_DIMENSIONS), nameOf),
  ];
}

/** The three points that a plane goes through: the three selected images, else the last three decoded points; null where neither is there. */
export async function threePoints({
  document,
  latents,
}: Pick<Page, 'document' | 'latents'>): Promise<[Float32Array, Float32Array, Float32Array] | null> {
  const { rows } = document.selection;
  const found =
    countOfRanges(rows) === 3
      ? await Promise.all([...rowsOfRanges(rows)].map((row) => latents.load(row)))
      : document.points.slice(-3).map(latentOf);
  const [a, b, c] = found;
  return a && b && c ? [a, b, c] : null;
}
