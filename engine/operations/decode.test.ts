import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npyFloat32 } from '../exports/npz.ts';
import { readLatents } from '../exports/readLatents.ts';
import { writeTable } from '../exports/writeTable.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { makeTestImages } from '../workspace/testing/makeTestImages.ts';
import { makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { run as decode } from './decode.ts';
import { run as encode } from './encode.ts';

const COUNT = 40;
/** D: more than nine, so that z10 comes before z2 where columns are ordered as text. */
const D = 12;
let root: string;
let model: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'decode-'));
  model = await makeTestModel(join(root, 'model'), { latent: D });
  const images = await makeTestImages(join(root, 'images'), { count: COUNT, labels: ['ä, "quoted"', 'b'] });
  for (const format of ['npz', 'csv', 'parquet'])
    await encode({ model, images: [images], provider: 'cpu', out: join(root, `z.${format}`) }, idleContext());
});

afterAll(() => rm(root, { recursive: true, force: true }));

const decodeTo = (latents: string, out: string) =>
  decode({ model, latents, provider: 'cpu', out }, idleContext());

/** Names and bytes of the images that a file of latents is decoded to. */
async function decoded(latents: string): Promise<[name: string, bytes: string][]> {
  const out = await mkdtemp(join(root, 'decoded-'));
  await decodeTo(latents, out);
  const names = (await readdir(out)).sort();
  return Promise.all(names.map(async (name) => [name, (await readFile(join(out, name))).toString('base64')]));
}

test('what encode writes as .npz, .csv and .parquet holds the same z and decodes to the same files', async () => {
  const [npz, csv, parquet] = await Promise.all(
    ['npz', 'csv', 'parquet'].map(async (format) => {
      const path = join(root, `z.${format}`);
      const { z, paths } = await readLatents(await readFile(path), path, D);
      return { bits: new Uint32Array(z.buffer), paths, images: await decoded(path) };
    }),
  );
  expect(npz?.images).toHaveLength(COUNT);
  expect(npz?.images[1]?.[0]).toBe('0002-image-2.png');
  expect(csv).toEqual(npz);
  expect(parquet).toEqual(npz);
});

/** [N,D] with values that differ by row and column, a negative zero among them. */
const z = Float32Array.from({ length: 3 * D }, (_, i) =>
  i === 5 ? -0 : Math.fround(Math.sin(i) * 10 ** (i % 9)),
);
const column = (d: number) => Float32Array.from({ length: 3 }, (_, row) => z[row * D + d]!);
const bits = (values: Float32Array) => Array.from(new Uint32Array(values.buffer));

test('columns are told by their names, in any order, among others', async () => {
  const shuffled = Array.from({ length: D }, (_, i) => (i * 5 + 3) % D);
  const columns = [
    ...shuffled.map((d) => ({ name: `z${d + 1}`, type: 'float32' as const, values: column(d) })),
    { name: 'zoom', type: 'number' as const, values: Float64Array.of(7, 8, 9) },
    { name: 'path', type: 'text' as const, values: ['a, "b".png', 'ä.png', ''] },
  ];
  for (const format of ['csv', 'parquet']) {
    const path = join(root, `shuffled.${format}`);
    await writeTable(path, columns);
    const read = await readLatents(await readFile(path), path, D);
    expect(bits(read.z)).toEqual(bits(z));
    expect(read.paths).toEqual(['a, "b".png', 'ä.png', '']);
  }
});

test('an .npy array, float64 columns and a CSV from a spreadsheet decode too', async () => {
  const npy = join(root, 'z.npy');
  await writeFile(npy, npyFloat32([3, D], z));
  expect((await decoded(npy)).map(([name]) => name)).toEqual(['0001.png', '0002.png', '0003.png']);
  const doubles = Array.from({ length: D }, (_, d) => ({
    name: `z${d + 1}`,
    type: 'DOUBLE' as const,
    data: Float64Array.from(column(d)),
  }));
  const parquet = new Uint8Array(parquetWriteBuffer({ columnData: doubles, rowGroupSize: 2 }));
  expect(bits((await readLatents(parquet, 'z.parquet', D)).z)).toEqual(bits(z));
  const lines = [0, 1, 2].map((row) =>
    Array.from(z.subarray(row * D, (row + 1) * D), (value) => ` ${Object.is(value, -0) ? '-0' : value}`),
  );
  const spreadsheet = `\ufeff${[doubles.map(({ name }) => name), ...lines].map((cells) => cells.join(',')).join('\r\n')}`;
  expect(bits((await readLatents(Buffer.from(spreadsheet), 'Z.CSV', D)).z)).toEqual(bits(z));
});

const names = (count: number) => Array.from({ length: count }, (_, d) => `z${d + 1}`);
const csv = (...lines: (readonly (string | number)[])[]) => lines.map((cells) => cells.join(',')).join('\n');
const ones = new Array<number>(D).fill(1);
const parquetOf = (columns: readonly string[], value = 1) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map((name) => ({
        name,
        type: 'FLOAT' as const,
        data: Float32Array.of(0.5, value),
      })),
    }),
  );
/** The last text or bytes of a file, changed. */
const withReplaced = (bytes: Uint8Array, from: string, to: string) =>
  new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replace(from, to), 'latin1'));
/** A zip whose one member says of itself that it unpacks to 2 GB. */
function zipOfClaims(): Uint8Array {
  const bytes = zipSync({ 'z.npy': new Uint8Array(1000) });
  const central = Buffer.from(bytes).lastIndexOf('PK\x01\x02');
  new DataView(bytes.buffer).setUint32(central + 24, 2 ** 31 - 10, true);
  return bytes;
}

const whole = parquetOf(names(D));
test.each<[string, string, string | Uint8Array, string]>([
  ['no z columns', 'a.csv', csv(['path', 'label'], ['x.png', 'a']), 'has the columns "path", "label"; expected z1 … z12'],
  ['z of another size', 'a.csv', csv(names(7), ones.slice(5)), "has z of 7, z1 to z7; this model's z has 12 values: expected z1 … z12"],
  ['a missing column', 'a.csv', csv(['z2', ...names(D).slice(2)], ones.slice(1)), 'has no column z1; expected z1 … z12'],
  ['a column too many', 'a.csv', csv([...names(D), 'z40'], [...ones, 1]), "has a column z40; this model's z ends with z12"],
  ['a column twice', 'a.csv', csv([...names(D), 'z3'], [...ones, 1]), 'has the column z3 twice'],
  ['a ragged line', 'a.csv', csv(names(D), ones, ones.slice(1)), 'line 3 has 11 cells; expected 12, as in the first line'],
  ['a word for a number', 'a.csv', csv(names(D), ['one', ...ones.slice(1)]), 'line 2: z1 is "one"; expected a number'],
  ['an empty cell', 'a.csv', csv(names(D), ones, [1, '', ...ones.slice(2)]), 'row 2: z2 is NaN; expected finite numbers'],
  ['infinity', 'a.csv', csv(names(D), ['-inf', ...ones.slice(1)]), 'row 1: z1 is -Infinity; expected finite numbers'],
  ['a number beyond float32', 'a.csv', csv(names(D), ['1e39', ...ones.slice(1)]), 'row 1: z1 is Infinity; expected finite numbers'],
  ['names and no rows', 'a.csv', csv(names(D)), 'holds no rows of z'],
  ['an empty file', 'a.csv', '', 'holds no rows of z'],
  ['a quote that is not closed', 'a.csv', `${csv(names(D))}\n"1,1`, 'is not CSV: a quote is not closed, or stands inside a cell'],
  ['columns with semicolons', 'a.csv', names(3).join(';'), 'has the columns "z1;z2;z3"; expected z1 … z12'],
  ['z of another size', 'a.parquet', parquetOf(names(3)), "has z of 3, z1 to z3; this model's z has 12 values: expected z1 … z12"],
  ['no z columns', 'a.parquet', parquetOf(['x']), 'has the columns "x"; expected z1 … z12'],
  ['NaN', 'a.parquet', parquetOf(names(D), NaN), 'row 2: z1 is NaN; expected finite numbers'],
  ['text in a column of z', 'a.parquet', new Uint8Array(parquetWriteBuffer({ columnData: names(D).map((name) => ({ name, type: 'STRING' as const, data: ['1'] })) })), 'has no numbers in its column z1; expected floats'],
  ['a file cut short', 'a.parquet', whole.subarray(0, whole.length / 2), 'is cut short or damaged: its Parquet footer cannot be read'],
  ['four bytes', 'a.parquet', 'PAR1', 'is cut short or damaged: its Parquet footer cannot be read'],
  ['pages overwritten', 'a.parquet', Uint8Array.from(whole, (byte, i) => (i < 4 || i > 60 ? byte : 0xff)), 'is damaged: its Parquet pages cannot be read'],
  ['2 GB claimed in a zip', 'a.npz', zipOfClaims(), '"z.npy" claims 2147483638 bytes, more than it can hold'],
  ['huge counts claimed', 'a.npy', withReplaced(npyFloat32([3, D], z), '(3, 12)', `(${10 ** 9}, 12)`.padEnd(7)), 'z is cut short'],
  ['z of another size', 'a.npy', npyFloat32([6, 6], z), "z is [6,6]; this model's z has 12 values: expected [N,12]"],
  ['NaN', 'a.npy', npyFloat32([1, D], new Float32Array(D).fill(NaN)), 'row 1: z1 is NaN; expected finite numbers'],
  ['a picture', 'a.png', '\x89PNG', 'is no .npz, .npy, .csv or .parquet file'],
])('%s (%s) is refused in one sentence', async (_title, name, content, words) => {
  const path = join(root, name);
  await writeFile(path, content);
  await expect(decodeTo(path, join(root, 'nothing'))).rejects.toMatchObject({
    code: 'bad-request',
    message: `"${path}": ${words}.`,
  });
}); // prettier-ignore
