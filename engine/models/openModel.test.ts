import { basename, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { bundledFolder, listBundled } from './bundled.ts';
import { normalValues } from '../random/Random.ts';
import type { Model } from './Model.ts';
import { writeModelJson } from './modelJson.ts';
import { openModel } from './openModel.ts';
import { bakedBatch, KINDS, type Kind } from './testing/kinds.ts';
import { modelFolder } from './testing/modelFolder.ts';

const COUNT = 5;
const EXACT = { z: 1e-4, byte: 0 };

test.each(KINDS.map((kind) => [kind.title, kind] as const))(
  '%s: is described, encodes and decodes as plain loops do',
  async (_title, kind) => {
    await using folder = await modelFolder(kind.files);
    const path = kind.open ? join(folder.path, kind.open) : folder.path;
    const model = await openModel(path, { provider: 'cpu' });
    try {
      const { json, inferred, hasEncoder, hasDecoder } = model.info;
      expect(json.image).toMatchObject(kind.image);
      expect(json.latent).toMatchObject(kind.latent);
      expect(json.encoder?.logvar).toBe(kind.logvar);
      expect({ hasEncoder, hasDecoder }).toEqual({ hasEncoder: !!kind.encode, hasDecoder: !!kind.decode });
      expect(inferred.every(({ because }) => because.length > 10)).toBe(true);
      expect(inferred.length > 0).toBe(!('model.json' in kind.files));
      if (kind.encode) await checkEncoder(model, kind, kind.encode);
      if (kind.decode) await checkDecoder(model, kind, kind.decode);
    } finally {
      await model.dispose();
      await model.dispose();
    }
  },
);

test("a graph that only runs one by one opens with 'auto', which tries batches", async () => {
  const kind = bakedBatch();
  await using folder = await modelFolder(kind.files);
  // DirectML is on no machine that runs this test but Windows, so the CPU is measured.
  const model = await openModel(folder.path, { candidates: ['dml', 'cpu'] });
  expect(model.info.encoderProvider?.attempts.map(({ provider }) => provider)).toEqual(['dml', 'cpu']);
  if (kind.encode) await checkEncoder(model, kind, kind.encode);
  await model.dispose();
});

test('a folder opens by a file in it, with the other half beside it, and by its model.json', async () => {
  const kind = KINDS.find(({ title }) => title.startsWith('(mu, logvar), '));
  await using folder = await modelFolder(kind?.files ?? {});
  const byFile = await openModel(join(folder.path, 'vae_decoder.onnx'), { provider: 'cpu' });
  expect(byFile.info).toMatchObject({
    hasEncoder: true,
    hasDecoder: true,
    canSaveJson: true,
    name: basename(folder.path),
  });
  const path = await writeModelJson(folder.path, { ...byFile.info.json, name: 'Saved' });
  const again = await openModel(path, { provider: 'cpu' });
  expect(again.info).toMatchObject({
    name: 'Saved',
    canSaveJson: false,
    inferred: [],
    hash: byFile.info.hash,
  });
  const corrected = await openModel(folder.path, {
    provider: 'cpu',
    json: { ...byFile.info.json, image: { ...byFile.info.json.image, range: [1, 0] } },
  });
  const z = Float32Array.of(0.3, -0.2, 0.9);
  const [plain, inverted] = [await again.decode(z, 1), await corrected.decode(z, 1)];
  plain.forEach((value, i) => {
    if (i % 4 < 3) expect(Math.abs(255 - value - (inverted[i] ?? NaN))).toBeLessThanOrEqual(1);
  });
  for (const model of [byFile, again, corrected]) await model.dispose();
});

test('bundled models are listed, and open by name', async () => {
  const kind = KINDS.find(({ title }) => title.startsWith('model.json'));
  const files = Object.entries(kind?.files ?? {}).map(
    ([name, content]) => [`tiny/${name}`, content] as const,
  );
  await using folder = await modelFolder({
    ...Object.fromEntries(files),
    'tiny/samples/a/1.png': '',
    'tiny/samples/b/2.jpg': '',
    'tiny/samples/index.csv': '',
    'readme.txt': '',
  });
  vi.stubEnv('HOURGLASS_MODELS', folder.path);
  try {
    expect(await listBundled()).toEqual([
      {
        name: 'tiny',
        title: 'Normalised',
        description: '',
        latentSize: 5,
        imageCount: 2,
        licence: '',
        hasPreview: false,
      },
    ]);
    const model = await openModel('tiny', { provider: 'cpu' });
    expect(model.info).toMatchObject({ bundled: true, path: 'tiny', name: 'Normalised' });
    await model.dispose();
    expect(bundledFolder('..')).toBe(null);
    expect(bundledFolder('other')).toBe(null);
  } finally {
    vi.unstubAllEnvs();
  }
});

async function checkEncoder(model: Model, kind: Kind, encode: NonNullable<Kind['encode']>): Promise<void> {
  const { width, height, channels, range } = kind.image;
  const size = width * height * channels;
  const noise = normalValues(COUNT * size, 11);
  const pixels = new Uint8Array(Uint8ClampedArray.from(noise, (value) => 128 + 80 * value));
  const z = await model.encode(pixels, COUNT);
  const D = model.info.latentSize;
  expect(z.length).toBe(COUNT * D);
  let worst = 0;
  for (let n = 0; n < COUNT; n++) {
    const x = new Float64Array(size);
    for (let i = 0; i < width * height; i++)
      for (let c = 0; c < channels; c++) {
        const byte = pixels[n * size + i * channels + c]!;
        x[c * width * height + i] = range[0] + (byte / 255) * (range[1] - range[0]);
      }
    encode(x).forEach((value, d) => {
      const difference = Math.abs(value - z[n * D + d]!);
      worst = difference <= worst ? worst : difference;
    });
  }
  expect(worst).toBeLessThan((kind.tolerance ?? EXACT).z);
}

async function checkDecoder(model: Model, kind: Kind, decode: NonNullable<Kind['decode']>): Promise<void> {
  const { width, height, channels, range } = kind.image;
  const D = model.info.latentSize;
  const z = normalValues(COUNT * D, 13);
  const rgba = await model.decode(z, COUNT);
  expect(rgba.length).toBe(COUNT * width * height * 4);
  const allowed = (kind.tolerance ?? EXACT).byte;
  const distinct = new Set<number>();
  for (let n = 0; n < COUNT; n++) {
    const y = decode(Float64Array.from(z.subarray(n * D, (n + 1) * D)));
    for (let i = 0; i < width * height; i++)
      for (let c = 0; c < 4; c++) {
        const got = rgba[(n * width * height + i) * 4 + c]!;
        const value = y[(channels === 1 ? 0 : c) * width * height + i] ?? NaN;
        const exact =
          c === 3 ? 255 : Math.min(255, Math.max(0, (255 * (value - range[0])) / (range[1] - range[0])));
        distinct.add(got);
        // Half a level for rounding; float32 may fall on the other side of a half.
        if (!(Math.abs(got - exact) <= allowed + 0.5 + 1e-3))
          expect({ n, i, c, got }).toEqual({ n, i, c, got: exact });
      }
  }
  // The networks draw something: a constant image would prove nothing.
  expect(distinct.size).toBeGreaterThan(20);
}
