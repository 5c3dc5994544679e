/**
 * Hourglass's side: `node scripts/compare-pytorch/hourglass.ts images.npy SECONDS [quick|balanced|quality] [THREADS] [STEPS]`.
 * The colour preset's network for 64×64×3 and z of 32 on the same images, same split, same lines as pytorch.py.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { PRESETS } from '../../protocol/training.ts';
import { chooseNetwork } from '../../engine/training/chooseNetwork.ts';
import { NO_AUGMENTATION } from '../../engine/training/data/augmentImage.ts';
import { BatchStream } from '../../engine/training/data/BatchStream.ts';
import { imageBlock, meanPixel } from '../../engine/training/data/imageBlock.ts';
import type { Dataset } from '../../engine/training/data/loadDataset.ts';
import { learningRateAt } from '../../engine/training/learningRateAt.ts';
import { SCHEDULES } from '../../engine/training/presets.ts';
import { createStepRunner, initialState } from '../../engine/training/step/StepRunner.ts';

const SIDE = 64;
const STEPS_PER_RUN = 4;
const [file = 'images.npy', secondsText = '60', presetText, threads = '2', stepsText = '0'] =
  process.argv.slice(2);
const seconds = Number(secondsText);
const steps = Number(stepsText);
const preset = PRESETS.filter((name) => name !== 'instant').find((name) => name === presetText) ?? 'balanced';

const bytes = new Uint8Array(readFileSync(file));
const pixels = bytes.subarray(10 + bytes[8]! + 256 * bytes[9]!);
const count = pixels.length / (SIDE * SIDE * 3);
const dataset: Dataset = {
  pixels,
  count,
  width: SIDE,
  height: SIDE,
  channels: 3,
  sources: [],
  unreadable: [],
  leftOut: 0,
};
const heldOutCount = Math.ceil(count / 10);
const rows = Uint32Array.from({ length: count }, (_, row) => row);
const training = rows.subarray(0, count - heldOutCount);
const heldOut = imageBlock(dataset, rows.subarray(count - heldOutCount));

const spec = chooseNetwork({ architecture: 'conv', kind: 'ae', preset, size: SIDE, channels: 3, latent: 32 });
const { batchSize, learningRate } = SCHEDULES.conv[preset];
const runner = await createStepRunner(
  spec,
  {
    batch: batchSize,
    stepsPerRun: STEPS_PER_RUN,
    loss: 'mse',
    beta: 0,
    freeBits: 0,
    noise: 0,
    weightDecay: 0,
    clipNorm: 1,
    adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    provider: 'cpu',
    threads: Number(threads),
  },
  initialState(spec, 1, meanPixel(dataset, training)),
);
const batches = new BatchStream(dataset, training, {
  batch: batchSize,
  seed: 1,
  augmentation: NO_AUGMENTATION,
});

let spent = 0;
let nextReport = 0;
for (let step = 0; steps > 0 ? step < steps : spent < seconds;) {
  const start = performance.now();
  const share = steps > 0 ? step / steps : spent / seconds;
  const planned = steps > 0 ? steps : share > 0 ? step / share : 4000;
  const rates = Float32Array.from({ length: STEPS_PER_RUN }, (_, i) =>
    learningRateAt(step + i, planned, share, learningRate),
  );
  await runner.run(batches.block(step, STEPS_PER_RUN), rates, step);
  step += STEPS_PER_RUN;
  spent += (performance.now() - start) / 1000;
  if ((steps > 0 ? step / steps : spent / seconds) >= nextReport) {
    nextReport += 0.05;
    const { sse } = await runner.evaluate(heldOut.pixels, heldOut.count);
    const line = {
      images: step * batchSize,
      seconds: Number(spent.toFixed(2)),
      heldOutSse: Number(sse.toFixed(2)),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
await runner.dispose();
