import type { ColumnInfo } from '../../../protocol/columns.ts';
import type { StatisticsColumn } from '../../../protocol/operations/statistics.ts';
import { detailOf, type OrderBy } from '../../rows/OrderQuestion.ts';

/** One order to choose. */
export interface OrderChoice {
  /** Unique, and the same as long as the column is there. */
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly by: OrderBy;
  /** Absent: ascending at first, and the same choice either way. */
  readonly isDescending?: boolean;
}

export interface OrderGroup {
  readonly title: string;
  readonly choices: readonly OrderChoice[];
}

/** What one looks for, in plain words, and the measure that shows it. */
const LOOKED_FOR: readonly (readonly [
  title: string,
  column: StatisticsColumn,
  direction: 'ascending' | 'descending',
])[] = [
  ['Worst reconstructed first', 'mse', 'descending'],
  ['Best reconstructed first', 'mse', 'ascending'],
  ['Blurriest first', 'sharpness', 'ascending'],
  ['Sharpest first', 'sharpness', 'descending'],
  ['Darkest first', 'brightness', 'ascending'],
  ['Brightest first', 'brightness', 'descending'],
  ['Flattest first', 'contrast', 'ascending'],
  ['Most contrast first', 'contrast', 'descending'],
  ['Most colourful first', 'colourfulness', 'descending'],
];

export const BY_NAME: OrderChoice = {
  id: 'name',
  title: 'Name',
  words: 'By the names of the files, numbers in them by their value',
  by: { kind: 'name' },
};

export const BY_DISTANCE: OrderChoice = {
  id: 'distance',
  title: 'Distance in z',
  words: 'By the Euclidean distance in z from the selected image or decoded point',
  by: { kind: 'distance', metric: 'l2' },
};

export const BY_ANGLE: OrderChoice = {
  id: 'angle',
  title: 'Angle in z',
  words:
    'By the cosine distance in z from the selected image or decoded point: its direction counts, its length does not',
  by: { kind: 'distance', metric: 'cosine' },
};

/** All orders there are to choose, as they stand in a list. */
export function orderGroups(columns: readonly ColumnInfo[]): readonly OrderGroup[] {
  const measured = (name: string) =>
    columns.find((column) => column.name === name && column.origin === 'operation');
  const lookedFor = LOOKED_FOR.flatMap(([title, name, direction]): OrderChoice[] => {
    const column = measured(name);
    if (!column) return [];
    const by = { kind: 'column', name } as const;
    return [
      {
        id: `${direction} ${name}`,
        title,
        words: column.words,
        by,
        isDescending: direction === 'descending',
      },
    ];
  });
  const byColumn = columns.map(({ name, words }): OrderChoice => ({
    id: `column ${name}`,
    title: name,
    words,
    by: { kind: 'column', name },
  }));
  return [
    { title: 'Images', choices: [BY_NAME, BY_DISTANCE, BY_ANGLE] },
    { title: 'Look for', choices: lookedFor },
    { title: 'Columns', choices: byColumn },
  ].filter(({ choices }) => choices.length > 0);
}

/** The choice that says best what is in use: a plain one where it says the direction, too. */
export function choiceOf(groups: readonly OrderGroup[], by: OrderBy, isDescending: boolean): OrderChoice {
  const all = groups.flatMap(({ choices }) => choices);
  const fits = all.filter((choice) => isSameOrder(choice.by, by));
  return (
    fits.find((choice) => choice.isDescending === isDescending) ??
    fits.find((choice) => choice.isDescending === undefined) ??
    BY_NAME
  );
}

function isSameOrder(a: OrderBy, b: OrderBy): boolean {
  return a.kind === b.kind && detailOf(a) === detailOf(b);
}

/** What a direction means for such an order. */
export function directionWords(
  by: OrderBy,
  type: ColumnInfo['type'] | undefined,
  isDescending: boolean,
): string {
  if (by.kind === 'distance') return isDescending ? 'farthest first' : 'nearest first';
  if (by.kind === 'column' && type === 'number') return isDescending ? 'largest first' : 'smallest first';
  if (by.kind === 'column' && type === 'date') return isDescending ? 'newest first' : 'oldest first';
  if (by.kind === 'column' && type === 'flag') return isDescending ? 'yes first' : 'no first';
  return isDescending ? 'Z to A' : 'A to Z';
}
