import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelJson } from '../../protocol/model.ts';
import type { ReconstructResult } from '../../protocol/operations/reconstruct.ts';
import type { SampleResult } from '../../protocol/operations/sample.ts';
import type { TraverseResult } from '../../protocol/operations/traverse.ts';
import { imageStatistics } from '../analysis/imageStatistics.ts';
import { imageQuality } from '../analysis/quality.ts';
import { openModel } from '../models/openModel.ts';
import { makeTestImages, testImage } from '../workspace/testing/makeTestImages.ts';
import { decodedByHand, makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { hourglassIn } from './testing/hourglassIn.ts';

const COUNT = 12;
const LATENT = 5;
let root: string;
let hourglass: ReturnType<typeof hourglassIn>;
let model: string;
let images: string;
/** z of images 0 to 11, by the model itself. */
let expectedZ: number[][];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hourglass-cli-'));
  hourglass = hourglassIn(root);
  model = await makeTestModel(join(root, 'model'), { latent: LATENT });
  images = await makeTestImages(join(root, 'images'), { count: COUNT, labels: ['ä, "quoted"', 'b'] });
  await writeFile(join(images, 'broken.png'), 'this is no PNG file');
  const opened = await openModel(model, { provider: 'cpu' });
  expectedZ = [];
  for (let i = 0; i < COUNT; i++) expectedZ.push(Array.from(await opened.encode(testImage(i), 1)));
  await opened.dispose();
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** Natural path order: all of the first label, then all of the second, numbers as numbers. */
const order = [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11];
const cpu = ['--provider', 'cpu'];

test('info says what the model is', async () => {
  const text = await hourglass('info', 'model', ...cpu);
  expect(text).toMatchObject({ code: 0, stderr: '' });
  expect(text.stdout).toMatch(/image +8×8×1, NCHW, 0…1/);
  const json = await hourglass('info', model, '--json', ...cpu);
  expect(JSON.parse(json.stdout)).toMatchObject({ name: 'cosines', latentSize: LATENT, hasEncoder: true });
});

test('encode to .npz is what NumPy reads, in natural path order', async () => {
  const result = await hourglass('encode', 'model', 'images', '--out', 'z.npz', '--json', ...cpu);
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({
    out: join(root, 'z.npz'),
    count: COUNT,
    latentSize: LATENT,
    unreadable: [{ path: join(images, 'broken.png') }],
  });
  const script = fileURLToPath(new URL('./fixtures/check_outputs.py', import.meta.url));
  const python = spawnSync('python3', [script, join(root, 'z.npz')]);
  // Without Python or NumPy on this machine the file is still read back by `decode` below.
  if (python.status !== 0) return;
  const read = JSON.parse(python.stdout.toString()) as { z: number[][]; path: string[]; label: string[] };
  expect(read).toMatchObject({
    keys: ['label', 'path', 'z'],
    dtype: 'float32',
    shape: [COUNT, LATENT],
    kinds: ['U', 'U'],
  });
  expect(read.path).toEqual(
    order.map((i) => join(images, i % 2 === 0 ? 'ä, "quoted"' : 'b', `image-${i}.png`)),
  );
  expect(read.label).toEqual(order.map((i) => (i % 2 === 0 ? 'ä, "quoted"' : 'b')));
  read.z.forEach((row, at) =>
    row.forEach((value, d) => expect(value).toBeCloseTo(expectedZ[order[at]!]![d]!, 5)),
  );
});

test('encode to .csv and .parquet holds the same float32 numbers', async () => {
  const csv = await hourglass('encode', 'model', 'images', '--out', 'z.csv', ...cpu);
  expect(csv.code).toBe(0);
  expect(csv.stderr).toContain('1 file could not be read');
  expect(csv.stderr).toContain('broken.png');
  expect((await hourglass('encode', 'model', 'images', '--out', 'z.parquet', ...cpu)).code).toBe(0);
  const [header, first] = (await readFile(join(root, 'z.csv'), 'utf8')).split('\n');
  expect(header).toBe('path,label,z1,z2,z3,z4,z5');
  expect(first).toContain('"ä, ""quoted"""');
  const file = await readFile(join(root, 'z.parquet'));
  const buffer = new Uint8Array(file).buffer;
  const rows = (await parquetReadObjects({ file: buffer })) as Record<string, unknown>[];
  expect(rows).toHaveLength(COUNT);
  expect(rows[0]).toMatchObject({ label: 'ä, "quoted"' });
  const csvZ = first!
    .split(',')
    .slice(-LATENT)
    .map((cell) => Math.fround(Number(cell)));
  expect(csvZ).toEqual(Array.from({ length: LATENT }, (_, d) => rows[0]![`z${d + 1}`]));
});

test('encode to a folder is what the Embedding Projector loads', async () => {
  const { code } = await hourglass('encode', 'model', 'images', '--out', 'projector/', ...cpu);
  expect(code).toBe(0);
  const folder = join(root, 'projector');
  const config = JSON.parse(await readFile(join(folder, 'projector_config.json'), 'utf8')) as {
    embeddings: { tensorShape: number[]; sprite: { singleImageDim: number[] } }[];
  };
  expect(config.embeddings[0]).toMatchObject({
    tensorShape: [COUNT, LATENT],
    tensorPath: 'tensors.tsv',
    metadataPath: 'metadata.tsv',
    sprite: { imagePath: 'sprite.png' },
  });
  const tensors = (await readFile(join(folder, 'tensors.tsv'), 'utf8')).trimEnd().split('\n');
  expect(tensors.map((line) => line.split('\t').length)).toEqual(new Array(COUNT).fill(LATENT));
  expect((await readFile(join(folder, 'metadata.tsv'), 'utf8')).split('\n')[0]).toBe('path\tlabel');
  const [side] = config.embeddings[0]!.sprite.singleImageDim;
  const sprite = await sharp(join(folder, 'sprite.png')).metadata();
  expect([sprite.width, sprite.height]).toEqual([4 * side!, 4 * side!]);
});

test('decode writes an image for each z, or all in one', async () => {
  const { code } = await hourglass('encode', 'model', 'images', '--out', 'd.npz', ...cpu);
  expect(code).toBe(0);
  expect((await hourglass('decode', 'model', 'd.npz', '--out', 'decoded', ...cpu)).code).toBe(0);
  const names = (await readdir(join(root, 'decoded'))).sort();
  expect(names).toHaveLength(COUNT);
  expect(names[1]).toBe('0002-image-2.png');
  const pixels = await sharp(join(root, 'decoded', '0002-image-2.png'))
    .raw()
    .toBuffer();
  decodedByHand(expectedZ[2]!).forEach((value, i) =>
    expect(Math.abs(pixels[i * 4]! - value)).toBeLessThanOrEqual(1),
  );
  const montage = await hourglass(
    ...['decode', 'model', 'd.npz', '--out', 'all.png', '--columns', '5', '--json', ...cpu],
  );
  expect(JSON.parse(montage.stdout)).toMatchObject({ count: COUNT, width: 8, height: 8 });
  expect(await sharp(join(root, 'all.png')).metadata()).toMatchObject({ width: 40, height: 24 });
});

test('reconstruct reports what imageQuality says of x and x̂', async () => {
  const result = await hourglass(
    ...['reconstruct', 'model', 'images', '--out', 'r.json', '--images', 'pairs', '--json', ...cpu],
  );
  expect(result.code).toBe(0);
  const report = JSON.parse(await readFile(join(root, 'r.json'), 'utf8')) as {
    mean: { mse: number };
    rows: { path: string; mse: number; sse: number; psnr: number; ssim: number }[];
  };
  expect(report).toMatchObject({ count: COUNT, unreadable: [{ path: join(images, 'broken.png') }] });
  const opened = await openModel(model, { provider: 'cpu' });
  const rgba = await opened.decode(Float32Array.from(expectedZ[2]!), 1);
  await opened.dispose();
  const decoded = Uint8Array.from({ length: 64 }, (_, i) => rgba[i * 4]!);
  const quality = imageQuality(testImage(2), decoded, 8, 8, 1);
  expect(report.rows[1]!.mse).toBeCloseTo(quality.mse, 9);
  expect(report.rows[1]!.sse).toBeCloseTo(quality.mse * 64, 7);
  expect(report.rows[1]!.psnr).toBeCloseTo(quality.psnr, 6);
  expect(report.rows[1]!.ssim).toBeCloseTo(quality.ssim, 9);
  expect(report.mean.mse).toBeCloseTo(
    report.rows.reduce((sum, { mse }) => sum + mse / COUNT, 0),
    9,
  );
  expect(await sharp(join(root, 'pairs', '00002-image-2.png')).metadata()).toMatchObject({
    width: 24,
    height: 8,
  });
});

test('encode and reconstruct say in a line where images are unlike those the model learned from', async () => {
  const trained = await makeTestModel(join(root, 'trained'), { latent: LATENT });
  const path = join(trained, 'model.json');
  const json = JSON.parse(await readFile(path, 'utf8')) as ModelJson;
  const stating = (mse: number) =>
    writeFile(path, JSON.stringify({ ...json, training: { heldOut: { mse } } } satisfies ModelJson));
  const reconstruct = () =>
    hourglass('reconstruct', trained, images, '--out', 'unlike.json', '--json', ...cpu);

  // The mean over the 12 images is that of the sample, which has all of them.
  await stating(1);
  const like = await reconstruct();
  const { mean, unlike } = JSON.parse(like.stdout) as ReconstructResult;
  expect(unlike).toBeNull();
  expect(like.stderr).toBe('');

  await stating(mean.mse / 9.9);
  const remarked = await reconstruct();
  const words =
    'These images are unlike those the model learned from: it draws them 9.9 times worse than its own.\n';
  expect(remarked.stderr).toBe(words);
  expect((JSON.parse(remarked.stdout) as ReconstructResult).unlike?.times).toBeCloseTo(9.9, 6);
  const encoded = await hourglass('encode', trained, images, '--out', 'unlike.npz', ...cpu);
  expect(encoded.code).toBe(0);
  expect(encoded.stderr).toContain(words);
  expect(encoded.stdout).toMatch(/12 images encoded/);
});

test('interpolate goes from image to image, and its path makes the same film again', async () => {
  const [a, b] = order.map((i) => join('images', i % 2 === 0 ? 'ä, "quoted"' : 'b', `image-${i}.png`));
  const look = ['--frames', '5', '--size', '16', '--json', ...cpu];
  const result = await hourglass(
    ...['interpolate', 'model', a!, b!, '--out', 'm.gif', '--path', 'm.json', '--ping-pong', ...look],
  );
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(result.stdout)).toMatchObject({
    ...{ out: join(root, 'm.gif'), frames: 5, fps: 30, width: 16, height: 16, loop: 'ping-pong' },
  });
  expect((await hourglass('interpolate', 'model', 'm.json', '--out', 'n.gif', ...look)).code).toBe(0);
  expect(await readFile(join(root, 'n.gif'))).toEqual(await readFile(join(root, 'm.gif')));
  const sheet = await hourglass('interpolate', 'model', `z.npz[0]`, b!, '--out', 'm.png', ...cpu);
  expect(sheet.stdout).toMatch(/^60 frames of 1024×1024, 2 s at 30 a second; z goes .+m\.png\n$/);
});

test('stats measures every image into a table, and says the means', async () => {
  const text = await hourglass('stats', 'model', 'images', '--out', 's.csv', ...cpu);
  expect(text.code).toBe(0);
  expect(text.stderr).toContain('1 file could not be read');
  expect(text.stdout).toMatch(
    /^12 images, on average brightness 0\.\d+, .* ssim 0\.\d+; table in .*s\.csv\n$/,
  );
  const json = await hourglass('stats', 'model', 'images', '--out', 's.parquet', '--json', ...cpu);
  const result = JSON.parse(json.stdout) as { count: number; mean: Record<string, number> };
  expect(result).toMatchObject({ out: join(root, 's.parquet'), count: COUNT, unreadable: [{}] });
  const lines = (await readFile(join(root, 's.csv'), 'utf8')).trimEnd().split('\n');
  expect(lines[0]).toBe('path,label,brightness,contrast,sharpness,colourfulness,mse,ssim');
  const file = new Uint8Array(await readFile(join(root, 's.parquet'))).buffer;
  const rows = await parquetReadObjects({ file });
  expect(rows.map(({ path }) => path)).toEqual(
    order.map((i) => join(images, i % 2 === 0 ? 'ä, "quoted"' : 'b', `image-${i}.png`)),
  );
  const measured = imageStatistics(testImage(2), 8, 8, 1);
  expect(rows[1]).toMatchObject({ brightness: measured.brightness, sharpness: measured.sharpness });
  expect(lines[2]).toContain(String(measured.contrast));
  expect(result.mean['brightness']).toBeCloseTo(
    rows.reduce((sum, row) => sum + (row['brightness'] as number) / COUNT, 0),
    12,
  );
});

test('traverse draws a grid, from an image, a row of a file of z, or the mean', async () => {
  expect((await hourglass('encode', 'model', 'images', '--out', 't.npz', ...cpu)).code).toBe(0);
  for (const start of ['mean', 'images/b/image-3.png', 't.npz[2]']) {
    const result = await hourglass(
      ...['traverse', 'model', start, '--out', 'grid.png', '--dims', '3', '--steps', '5'],
      ...['--images', 'images', '--json', ...cpu],
    );
    expect(result.code, result.stderr).toBe(0);
    const told = JSON.parse(result.stdout) as TraverseResult;
    expect(told).toMatchObject({
      out: join(root, 'grid.png'),
      start: start === 'mean' ? 'mean' : join(root, start),
      statistics: { from: 'images', count: COUNT },
      unreadable: [{ path: join(images, 'broken.png') }],
    });
    expect(told.rows).toHaveLength(3);
    expect(told.rows[0]!.values).toHaveLength(5);
    const { width } = await sharp(join(root, 'grid.png')).metadata();
    expect(width).toBe(told.picture.left + 5 * told.picture.stepX);
  }
  const text = await hourglass('traverse', 'model', 'mean', '--out', 'grid.png', ...cpu);
  expect(text.stdout).toMatch(
    /^5 rows of 11 images in .*grid\.png, by change: z\d, .* \(σ from the prior\)\n$/,
  );
});

test('sample draws from the prior and from images, each sample with its nearest', async () => {
  const result = await hourglass(
    ...['sample', 'model', '--out', 'samples/', '--count', '4', '--from', 'images', '--fit', 'gaussian'],
    ...['--z', 'samples.npz', '--json', ...cpu],
  );
  expect(result.code, result.stderr).toBe(0);
  const told = JSON.parse(result.stdout) as SampleResult;
  expect(told).toMatchObject({ count: 4, from: 'images', images: COUNT, unreadable: [{}] });
  expect((await readdir(join(root, 'samples'))).sort()).toEqual([
    ...[1, 2, 3, 4].map((number) => `000${number}.png`),
    'samples.csv',
  ]);
  const again = await hourglass('decode', 'model', 'samples.npz', '--out', 'again', ...cpu);
  expect(again.code).toBe(0);
  expect(await readFile(join(root, 'again', '0003-0003.png'))).toEqual(
    await readFile(join(root, 'samples', '0003.png')),
  );
  const text = await hourglass('sample', 'model', '--out', 'samples.png', ...cpu);
  expect(text.stdout).toMatch(/^64 samples from the prior in .*samples\.png\n$/);
});

test.each([
  [['nonsense'], /no command "nonsense"/],
  [[], /A command is missing/],
  [['info'], /Expected one MODEL/],
  [['encode', 'model', 'images'], /--out is missing/],
  [['encode', 'model', 'images', '--out', 'z.txt'], /--out: expected a name in .npz/],
  [
    ['encode', 'model', 'images', '--out', 'z.npz', '--provider', 'abacus'],
    /--provider: expected one of auto/,
  ],
  [['decode', 'model', '--out', 'x'], /Expected MODEL and one/],
  [['traverse', 'model', '--out', 'x.png'], /Expected MODEL and one IMAGE\|mean/],
  [['traverse', 'model', 'mean', '--out', 'x.png', '--order', 'size'], /--order: expected one of change, /],
  [['sample', 'model', '--out', 'x.png', '--fit', 'mixture'], /--fit belongs to images/],
  [['interpolate', 'model', '--out', 'm.gif'], /Expected MODEL and A B/],
  [
    ['interpolate', 'model', 'a', 'b', '--out', 'm.gif', '--loop', '--ping-pong'],
    /--loop and --ping-pong exclude/,
  ],
  [
    ['interpolate', 'model', 'a', 'b', '--out', 'm.gif', '--frames', '1'],
    /--frames: expected a number from 2/,
  ],
  [['info', 'model', '--colour'], /Unknown option '--colour'/],
])('wrong usage %j is exit code 2 with words', async (args, words) => {
  const result = await hourglass(...args);
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toMatch(words);
});

test.each([
  [['info', 'nowhere'], /nowhere/],
  [['encode', 'model', 'empty', '--out', 'z.npz', ...cpu], /There is nothing at|There are no images in/],
  [['encode', 'model', 'images/broken.png', '--out', 'n.npz', ...cpu], /None of the 1 images could be read/],
  [['decode', 'model', 'images/broken.png', '--out', 'x', ...cpu], /broken.png/],
  [['interpolate', 'model', 'images/broken.png', '--out', 'x.gif', ...cpu], /two keyframes at least/],
  [
    ['interpolate', 'model', 'z.npz[0]', 'z.npz[12]', '--out', 'x.gif', ...cpu],
    /has no row 12; its rows are 0 to 11/,
  ],
])('a failure %j is exit code 1 with one sentence', async (args, words) => {
  const result = await hourglass(...args);
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toMatch(words);
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('every command has its help', async () => {
  for (const command of [
    'info',
    'encode',
    'decode',
    'reconstruct',
    'traverse',
    'sample',
    'interpolate',
    'train',
    'stats',
    'bench',
  ]) {
    const { code, stdout } = await hourglass(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`hourglass ${command}`);
  }
  expect((await hourglass('--help')).stdout).toContain('hourglass reconstruct');
});
