import { buffer } from 'node:stream/consumers';
import { EngineError } from '../../protocol/EngineError.ts';
import { LARGEST_PICTURE, MOST_PICTURES } from '../../protocol/generation.ts';
import { SIDE_PARAMETER } from '../../protocol/wire.ts';
import type { OpenCollection } from '../workspace/OpenCollection.ts';
import type { Workspace } from '../workspace/Workspace.ts';
import { answerBytes, countParameter, type Exchange } from './answers.ts';

/** Images of the z that come as the body, decoded in one batch. For who went away before, nothing is decoded. */
export async function answerPictures(
  exchange: Exchange,
  { store }: OpenCollection,
  workspace: Workspace,
): Promise<void> {
  const { request, response, url } = exchange;
  const { latentSize } = store;
  const side = countParameter(url, SIDE_PARAMETER);
  const count = Number(request.headers['content-length'] ?? NaN) / (4 * latentSize);
  if (!(side >= 1 && side <= LARGEST_PICTURE)) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected 1 to ${LARGEST_PICTURE} as "${SIDE_PARAMETER}", got ${side}.`,
    );
  }
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_PICTURES)) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected 1 to ${MOST_PICTURES} z [${latentSize}] float32 as the body, got ${request.headers['content-length']} bytes.`,
    );
  }
  const z = new Float32Array(new Uint8Array(await buffer(request)).buffer);
  if (!z.every(Number.isFinite)) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected finite numbers as z, got NaN or infinity.`,
    );
  }
  if (response.destroyed) return;
  const { rgba, width, height } = await workspace.pictures(z, count, side);
  answerBytes(exchange, new Uint8Array(rgba.buffer), {
    'x-width': String(width),
    'x-height': String(height),
  });
}
