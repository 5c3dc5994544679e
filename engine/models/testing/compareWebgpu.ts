/**
 * Run by webgpu.test.ts in a process of its own, since the Vulkan driver is named by environment variables that are read
 * at start: opens models on the CPU and on WebGPU and prints how far their outputs are apart, a line of JSON per model.
 */
import { join } from 'node:path';
import process from 'node:process';
import { normalValues } from '../../random/Random.ts';
import { openModel } from '../openModel.ts';
import { KINDS } from './kinds.ts';
import { modelFolder } from './modelFolder.ts';

export interface Comparison {
  title: string;
  chosen: [string | undefined, string | undefined];
  reason: string | undefined;
  /** Largest differences: of z, of a decoded byte. */
  z: number;
  byte: number;
}

const COUNT = 3;
const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((worst, value, i) => {
    const difference = Math.abs(value - (b[i] ?? NaN));
    return difference <= worst ? worst : difference;
  }, 0);

for (const title of process.argv.slice(2)) {
  const kind = KINDS.find((each) => each.title === title);
  if (!kind) throw new Error(`no model kind "${title}"`);
  await using folder = await modelFolder(kind.files);
  const path = kind.open ? join(folder.path, kind.open) : folder.path;
  const cpu = await openModel(path, { provider: 'cpu' });
  const gpu = await openModel(path, { provider: 'webgpu' });
  const { width, height, channels } = cpu.info.json.image;
  const pixels = new Uint8Array(
    Uint8ClampedArray.from(normalValues(COUNT * width * height * channels, 5), (value) => 128 + 70 * value),
  );
  const z = normalValues(COUNT * cpu.info.latentSize, 6);
  const comparison: Comparison = {
    title,
    chosen: [gpu.info.encoderProvider?.chosen, gpu.info.decoderProvider?.chosen],
    reason: [gpu.info.encoderProvider, gpu.info.decoderProvider]
      .flatMap((report) => report?.attempts ?? [])
      .find((attempt) => attempt.reason)?.reason,
    z: cpu.info.hasEncoder ? largest(await cpu.encode(pixels, COUNT), await gpu.encode(pixels, COUNT)) : 0,
    byte: cpu.info.hasDecoder ? largest(await cpu.decode(z, COUNT), await gpu.decode(z, COUNT)) : 0,
  };
  console.log(JSON.stringify(comparison));
  await cpu.dispose();
  await gpu.dispose();
}
