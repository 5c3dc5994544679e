import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { createSession } from '../inference/createSession.ts';
import { bundledFolder } from '../models/bundled.ts';
import { openModel } from '../models/openModel.ts';
import { summarizeDurations, timeInTurn, type DurationSummary } from './Samples.ts';

export interface DecodeMeasurement {
  model: string;
  /** The floor: session.run of decoder.onnx as it lies in the folder, z in, float32 out, no conversion. */
  bareRun: DurationSummary;
  /** What the engine does for a drag: z in, RGBA bytes out. */
  engineDecode: DurationSummary;
  /** Median of engineDecode less median of bareRun. */
  overheadMs: number;
}

/** Decoding one z on the CPU, beside the bare session.run of the same network in the same run. */
export async function measureDecode(name: string, rounds = 400): Promise<DecodeMeasurement> {
  const model = await openModel(name, { provider: 'cpu' });
  const decoder = model.info.json.decoder;
  const folder = bundledFolder(name);
  if (!decoder || !folder) throw new Error(`"${name}" is no bundled model with a decoder.`);
  const session = await createSession(join(folder, decoder.file), { provider: 'cpu' });
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
