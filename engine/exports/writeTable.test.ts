import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import type { TableColumn } from './TableColumn.ts';
import { writeTable } from './writeTable.ts';

const columns: TableColumn[] = [
  { name: 'path', type: 'text', values: ['a.png', 'b, "c"\n.png', '/ä/d.png'] },
  { name: 'label', type: 'text', values: ['x', null, ''] },
  { name: 'psnr', type: 'number', values: Float64Array.of(1 / 3, Infinity, NaN) },
  { name: 'z1', type: 'float32', values: Float32Array.of(0.1, -1e-8, 123456.79) },
];

test('CSV: quoted where needed, empty where there is no value, float32 in few digits', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'table-')), 't.csv');
  await writeTable(path, columns);
  expect(await readFile(path, 'utf8')).toBe(
    [
      'path,label,psnr,z1',
      'a.png,x,0.3333333333333333,0.1',
      '"b, ""c""\n.png",,inf,-1e-8',
      '/ä/d.png,,,123456.79',
      '',
    ].join('\n'),
  );
});

test('Parquet: the same numbers, to the bit, with the types of a table', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'table-')), 't.parquet');
  await writeTable(path, columns);
  const file = new Uint8Array(await readFile(path)).buffer;
  expect(
    parquetMetadata(file)
      .schema.slice(1)
      .map(({ type }) => type),
  ).toEqual(['BYTE_ARRAY', 'BYTE_ARRAY', 'DOUBLE', 'FLOAT']);
  expect(await parquetReadObjects({ file })).toEqual([
    { path: 'a.png', label: 'x', psnr: 1 / 3, z1: Math.fround(0.1) },
    { path: 'b, "c"\n.png', label: null, psnr: Infinity, z1: Math.fround(-1e-8) },
    { path: '/ä/d.png', label: '', psnr: null, z1: Math.fround(123456.79) },
  ]);
});

test('a table of more rows than one part holds is whole', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'table-')), 't.csv');
  await writeTable(path, [
    { name: 'n', type: 'number', values: Float64Array.from({ length: 45_001 }, (_, i) => i) },
  ]);
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect([lines.length, lines[20_001], lines[40_001], lines.at(-1)]).toEqual([
    45_002,
    '20000',
    '40000',
    '45000',
  ]);
});
