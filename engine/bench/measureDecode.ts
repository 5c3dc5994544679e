import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { createSession } from '../inference/createSession.ts';
import { bundledFolder } from '../models/bundled.ts';
import { openModel } from '../models/openModel.ts';
import type { DecodeMeasurement } from '../../protocol/benchmark.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { summarizeDurations, timeInTurn } from './Samples.ts';

/** Decoding one z, beside the bare session.run of the same network on the same provider in the same run. */
export async function measureDecode(
  name: string,
  provider: ProviderChoice = 'cpu',
  rounds = 400,
): Promise<DecodeMeasurement> {
  const model = await openModel(name, { provider });
  const { decoder } = model.info.json;
  const { chosen = 'cpu' } = model.info.decoderProvider ?? {};
  const folder = bundledFolder(name);
  if (!decoder || !folder) throw new Error(`"${name}" is no bundled model with a decoder.`);
  const session = await createSession(join(folder, decoder.file), { provider: chosen });
  try {
    const latent = new Float32Array(model.info.latentSize).fill(0.1);
    const input = new Tensor('float32', latent, [1, ...model.info.json.latent.shape]);
    const [bare, decode] = await timeInTurn(
      [() => session.run({ [decoder.input]: input }), () => model.decode(latent, 1)],
      { rounds, warmup: 20 },
    );
    const bareRun = summarizeDurations(bare ?? []);
    const engineDecode = summarizeDurations(decode ?? []);
    return { model: name, bareRun, engineDecode, overheadMs: engineDecode.p50Ms - bareRun.p50Ms };
  } finally {
    await session.release();
    await model.dispose();
  }
}
