import { extname } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageFit, ModelJson } from '../../protocol/model.ts';
import type { ImageSize } from '../../protocol/imageSize.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { isNamedAsLatents } from '../exports/isLatentsFile.ts';
import { readLatentsFile } from '../exports/readLatentsFile.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { samplesFolder } from '../models/bundled.ts';
import { encodeAll } from './encodeAll.ts';
import { gatheredOf, type GatheredLatents } from './gatherLatents.ts';
import { findInputImages, inputTarget, openInputModelFor } from './openInput.ts';

/** What a command that works on z takes: a model with images, or z that was written to a file. */
export interface EncodedSource {
  /** A model's path or name; or a file of z. */
  source?: string | undefined;
  images?: readonly string[] | undefined;
  json?: ModelJson | undefined;
  size?: ImageSize | undefined;
  fit?: ImageFit | undefined;
  background?: string | undefined;
  provider: ProviderChoice;
}

/**
 * z of what a command line names: a file of z as it is; images through a model, those that come with it where none are named.
 * @throws EngineError 'bad-request', 'bad-images', 'not-found', and what opening the model throws
 */
export async function encodedInput(
  { source = '', images, ...through }: EncodedSource,
  context: Pick<JobContext, 'note' | 'progress' | 'signal'>,
): Promise<GatheredLatents> {
  if (isNamedAsLatents(source)) {
    if (images) {
      throw new EngineError(
        'bad-request',
        `"${source}" holds z already: images are given with a model. Leave them out, or name the model in its place.`,
      );
    }
    return gatheredOf(await (await readLatentsFile(source)).parse(null));
  }
  const found = await findInputImages(images ?? [samplesWith(source)], context.signal);
  const { model } = await openInputModelFor({ model: source, ...through }, found.images, context);
  try {
    return await encodeAll(model, found, inputTarget(model, through), context);
  } finally {
    await model.dispose();
  }
}

/** The folder of images that comes with a model. @throws EngineError 'bad-request' where there is none */
export function samplesWith(model: string): string {
  const folder = samplesFolder(model);
  if (folder !== null) return folder;
  const what = extname(model) === '' ? 'model' : 'file';
  throw new EngineError('bad-request', `No images come with the ${what} "${model}": name some after it.`);
}
