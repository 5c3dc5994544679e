import type { UnreadableFile } from '../../protocol/collection.ts';
import { rowPath, type ImageRow, type ImageSource } from '../../protocol/imageSource.ts';
import {
  STATISTICS_COLUMNS,
  type statistics,
  type StatisticsColumn,
} from '../../protocol/operations/statistics.ts';
import { measureStatistics, type StatisticsValues } from '../analysis/measureStatistics.ts';
import type { TableColumn } from '../exports/TableColumn.ts';
import { writeTable } from '../exports/writeTable.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import type { Model } from '../models/Model.ts';
import {
  findInputImages,
  inputTarget,
  openInputModel,
  openInputModelFor,
  requireReadable,
  type FoundInput,
} from './openInput.ts';
import type { OperationContext, OperationRun } from './Operation.ts';

/** Values for rows of the open collection, streamed as they come. */
export interface StatisticsMessage {
  /** Row ids, n of them, in the order in which they were given; those of unreadable images are left out. */
  rows: Uint32Array<ArrayBuffer>;
  /** By column, n each. */
  values: StatisticsValues;
}

type Context = OperationContext<typeof statistics, StatisticsMessage>;

/** Measures the images of paths into a table, or those of rows into columns: a message for each batch. */
export const run: OperationRun<typeof statistics, StatisticsMessage> = async (input, context) => {
  const { images = [], rows, out = '' } = input;
  if (rows) {
    const model = await openInputModel(input);
    try {
      const measured = await intoRows(model, inputTarget(model, input), rows, context);
      return { ...measured, imageSize: model.info.chosenSize };
    } finally {
      await model.dispose();
    }
  }
  const found = await findInputImages(images, context.signal);
  const { model, imageSize } = await openInputModelFor(input, found.images, context);
  try {
    return { ...(await intoTable(model, inputTarget(model, input), found, out, context)), imageSize };
  } finally {
    await model.dispose();
  }
};

async function intoRows(
  model: Model,
  target: ImageTarget,
  rows: readonly ImageRow[],
  { progress, post, signal }: Context,
) {
  const means = new Means();
  const unreadable: UnreadableFile[] = [];
  for await (const batch of measureStatistics(model, rows, { target, signal })) {
    means.add(batch.values);
    unreadable.push(...batch.unreadable);
    await post({ rows: Uint32Array.from(batch.sources, ({ id }) => id), values: batch.values });
    await progress({ done: batch.done, total: rows.length });
  }
  requireReadable(means.count, unreadable);
  return { out: null, count: means.count, mean: means.values(), unreadable };
}

async function intoTable(
  model: Model,
  target: ImageTarget,
  { images, unreadable }: FoundInput,
  out: string,
  { progress, signal }: Context,
) {
  const means = new Means();
  const sources: ImageSource[] = [];
  const batches: StatisticsValues[] = [];
  for await (const batch of measureStatistics(model, images, { target, signal })) {
    means.add(batch.values);
    sources.push(...batch.sources);
    batches.push(batch.values);
    unreadable.push(...batch.unreadable);
    await progress({ done: batch.done, total: images.length });
  }
  requireReadable(means.count, unreadable);
  const measured = means.columns.map((name): TableColumn => {
    const values = new Float64Array(means.count);
    let at = 0;
    for (const batch of batches) {
      values.set(batch[name] ?? [], at);
      at += batch[name]?.length ?? 0;
    }
    return { name, type: 'number', values };
  });
  await writeTable(out, [
    { name: 'path', type: 'text', values: sources.map(rowPath) },
    { name: 'label', type: 'text', values: sources.map(({ label }) => label) },
    ...measured,
  ]);
  return { out, count: means.count, mean: means.values(), unreadable };
}

/** Means of columns over batches. */
class Means {
  count = 0;
  readonly #sums = new Map<StatisticsColumn, number>();

  add(values: StatisticsValues): void {
    let length = 0;
    for (const { name } of STATISTICS_COLUMNS) {
      const column = values[name];
      if (!column) continue;
      length = column.length;
      this.#sums.set(
        name,
        column.reduce((sum, value) => sum + value, this.#sums.get(name) ?? 0),
      );
    }
    this.count += length;
  }

  /** Those that there were values for, in the order of the definition. */
  get columns(): StatisticsColumn[] {
    return [...this.#sums.keys()];
  }

  values(): Partial<Record<StatisticsColumn, number>> {
    return Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum / this.count]));
  }
}
