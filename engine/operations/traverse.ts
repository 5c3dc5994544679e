import { EngineError } from '../../protocol/EngineError.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import type { traverse, TraversalRowResult } from '../../protocol/operations/traverse.ts';
import { traversalPicture, traversalPlaces } from '../exports/traversalPicture.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { chooseTraversalRows, latentSpread, type ChosenRow } from '../latents/chooseTraversalRows.ts';
import { imageDecoder, type DecodingWork } from '../latents/ImageDecoder.ts';
import { dot, traversalLatents, traversalOffsets, traversalValues } from '../../protocol/traversal.ts';
import type { Model } from '../models/Model.ts';
import { gatherLatents, ownLatents, type GatheredLatents } from './gatherLatents.ts';
import { findNamed, latentsOfNamed, namedImages, wordsOfNamed } from './namedLatent.ts';
import { inputTarget, openInputModelFor } from './openInput.ts';
import type { OperationContext, OperationRun } from './Operation.ts';
import { posteriorKl } from './posteriorKl.ts';

type Input = OperationInput<'traverse'>;
type Context = OperationContext<typeof traverse>;

/** Of more images, this many say the mean and σ: enough for both within 2 percent. */
const MOST_IMAGES = 2000;
/** Bytes of the grid's images. */
const MOST_GRID_BYTES = 2 ** 29;

export const run: OperationRun<typeof traverse> = async (input, context) => {
  const start = input.start === 'mean' ? null : await findNamed(input.start, context.signal);
  const sources = start ? namedImages([start]) : [];
  const { model, imageSize } = await openInputModelFor(input, sources, context);
  try {
    const { info } = model;
    const { latentSize, name, hash } = info;
    if (!info.hasDecoder) {
      throw new EngineError('no-decoder', `"${name}" has no decoder, so there is nothing to traverse.`);
    }
    checkGrid(input, model);
    const looks = { fit: input.fit, background: input.background };
    const gathered = await gather(model, input, context);
    const spread = latentSpread(gathered?.z ?? null, latentSize, info.json.latent.prior);
    const z0 = start
      ? await latentsOfNamed(model, [start], inputTarget(model, looks), context.signal)
      : Float32Array.from(spread.mean);
    const kl =
      input.order === 'kl'
        ? await posteriorKl(
            model,
            input,
            gathered ?? { z: new Float32Array(), sources: null },
            looks,
            context,
          )
        : undefined;
    const rows = await chooseTraversalRows(
      imageDecoder(model),
      {
        order: input.order,
        count: input.dims,
        start: z0,
        spread,
        names: info.json.latent.names,
        ...(kl && { kl }),
      },
      workOf(context),
    );
    if (rows.length === 0) {
      throw new EngineError(
        'bad-request',
        `"${name}" draws the same image everywhere, so it has no components.`,
      );
    }
    const offsets = traversalOffsets(input.steps, input.range);
    const picture = await writeGrid(model, input.out, z0, rows, offsets);
    return {
      out: input.out,
      model: name,
      hash,
      latentSize,
      imageSize,
      start: start ? wordsOfNamed(start) : 'mean',
      order: input.order,
      statistics: gathered ? { from: 'images', count: gathered.count } : { from: 'prior', count: 0 },
      offsets,
      rows: rows.map((row) => resultOf(row, z0, offsets)),
      picture,
      unreadable: gathered?.unreadable ?? [],
    };
  } finally {
    await model.dispose();
  }
};

function checkGrid({ dims, steps }: Input, { info }: Model): void {
  const { width, height } = info.json.image;
  const rows = Math.min(dims, info.latentSize);
  if (rows * steps * width * height * 4 <= MOST_GRID_BYTES) return;
  throw new EngineError(
    'bad-request',
    `A grid of ${rows}×${steps} images of ${width}×${height} pixels is too large; ask for fewer rows (--dims) or columns (--steps).`,
  );
}

/** z of what was given, else of the model's own samples; null: there is only the prior. */
function gather(model: Model, input: Input, context: Context): Promise<GatheredLatents | null> {
  const options = { looks: { fit: input.fit, background: input.background }, most: MOST_IMAGES };
  return input.statistics === undefined
    ? ownLatents(model, options, context)
    : gatherLatents(model, input.statistics, options, context);
}

function workOf({ progress, signal }: Context): DecodingWork {
  return {
    beforeBatch: async (done, total) => {
      if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
      await progress({ done, total, detail: 'measuring directions' });
    },
  };
}

async function writeGrid(
  model: Model,
  out: string,
  start: Float32Array,
  rows: readonly ChosenRow[],
  offsets: readonly number[],
) {
  const { width: imageWidth, height: imageHeight } = model.info.json.image;
  const z = traversalLatents(start, rows, offsets);
  const images = await model.decode(z, rows.length * offsets.length);
  const parts = {
    names: rows.map(({ name }) => name),
    headings: offsets.map((offset) => headingOf(offset)),
    imageWidth,
    imageHeight,
  };
  const { rgba, width, height } = traversalPicture(images, parts);
  const { default: sharp } = await import('sharp');
  await writeWhole(
    out,
    await sharp(rgba, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer(),
  );
  const { left, top, stepX, stepY } = traversalPlaces(parts);
  return { imageWidth, imageHeight, left, top, stepX, stepY };
}

/** '-3', '+0.6', '0' */
function headingOf(offset: number): string {
  const rounded = Number(offset.toFixed(1));
  return rounded > 0 ? `+${rounded}` : String(rounded === 0 ? 0 : rounded);
}

function resultOf(row: ChosenRow, start: Float32Array, offsets: readonly number[]): TraversalRowResult {
  const { name, dimension, direction, deviation, change, variance, kl, gain, share } = row;
  return {
    name,
    dimension,
    direction: direction && Array.from(direction),
    deviation,
    ...{ change, variance, kl, gain, share },
    at: direction ? dot(direction, start) : start[dimension!]!,
    values: traversalValues(row, offsets),
  };
}
