import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openModel } from './openModel.ts';

/** What PyTorch computed from the same weights; made by fixtures/make-fixtures.py. */
interface Golden {
  /** Bytes in H,W,C order. */
  pixels?: number[];
  z?: number[];
  zDecoded: number[];
  rgb: number[];
}

const COUNT = 3;
const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

test.each([
  ['vae', 'vae', 'a VAE of two files, (mu, logvar), batch size read off a tensor'],
  ['flat/model.onnx', 'flat', 'a flat autoencoder in one file, unnamed tensors, fixed batch 1, opset 9'],
  [
    'sampling/vae.onnx',
    'sampling',
    'a whole VAE that samples, the decoder reads its batch size off the image',
  ],
  ['generator', 'generator', 'a DCGAN-style generator'],
])("PyTorch's %s (%s: %s) gives what PyTorch gives", async (path, name) => {
  const all = JSON.parse(await readFile(fixture('golden.json'), 'utf8')) as Record<string, Golden>;
  const golden = all[name]!;
  const model = await openModel(fixture(path), { provider: 'cpu' });
  try {
    if (golden.pixels && golden.z) {
      const z = await model.encode(Uint8Array.from(golden.pixels), COUNT);
      expect(z.length).toBe(golden.z.length);
      z.forEach((value, i) => expect(value).toBeCloseTo(golden.z![i]!, 4));
    }
    const rgba = await model.decode(Float32Array.from(golden.zDecoded), COUNT);
    const { channels, width, height } = model.info.json.image;
    expect(rgba.length).toBe(COUNT * width * height * 4);
    let worst = 0;
    for (let i = 0; i < COUNT * width * height; i++) {
      for (let c = 0; c < channels; c++)
        worst = Math.max(worst, Math.abs(rgba[i * 4 + c]! - golden.rgb[i * channels + c]!));
    }
    // One level, where PyTorch's float32 falls on the other side of a half.
    expect(worst).toBeLessThanOrEqual(1);
  } finally {
    await model.dispose();
  }
});
