import { EngineError } from '../../protocol/EngineError.ts';
import { PLACE_PARAMETER, VERSION_PARAMETER } from '../../protocol/wire.ts';
import { PATCH_ROWS } from '../../protocol/projection.ts';
import type { OpenCollection } from '../workspace/OpenCollection.ts';
import { answerBytes, answerNothing, countParameter, type Exchange } from './answers.ts';

/** The rows around a place of the curved view that is shown: where they are, and their z. */
export async function answerPatch(exchange: Exchange, { views }: OpenCollection): Promise<void> {
  const { url } = exchange;
  const at = (url.searchParams.get(PLACE_PARAMETER) ?? '').split(',').map(Number);
  if (at.length !== 3 || !at.every(Number.isFinite)) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected three numbers with commas between them as "${PLACE_PARAMETER}".`,
    );
  }
  const patch = await views.patch(countParameter(url, VERSION_PARAMETER), at, PATCH_ROWS);
  if (!patch) return answerNothing(exchange);
  const values = new Float32Array(patch.positions.length + patch.z.length);
  values.set(patch.positions);
  values.set(patch.z, patch.positions.length);
  answerBytes(exchange, new Uint8Array(values.buffer));
}
