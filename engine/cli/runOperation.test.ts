import path from 'node:path';
import { expect, test } from 'vitest';
import { blobImages, writeIdx } from '../training/testing/blobImages.ts';
import type { CommandIo } from './CommandIo.ts';
import { runOperation } from './runOperation.ts';

const run = (args: string[], io: CommandIo) => runOperation('train', args, io);

function captured(isTTY: boolean) {
  const written = { stdout: '', stderr: '' };
  const io: CommandIo = {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text), isTTY, columns: 100 },
    signal: new AbortController().signal,
  };
  return { io, written };
}

test('--json writes one object and nothing else on standard output', async () => {
  const images = await writeIdx(blobImages(60, 8), 8);
  const out = path.join(path.dirname(images), 'model');
  const { io, written } = captured(true);
  const args = [images, '--latent', '2', '--out', out, '--preset', 'quick', '--epochs', '3', '--json'];
  expect(await run([...args, '--hold-out', '0.2', '--flip'], io)).toBeUndefined();
  const result = JSON.parse(written.stdout);
  expect(result).toMatchObject({ modelPath: out, images: 60, unreadable: [], epochs: 3 });
  expect(result.heldOut.sse).toBeGreaterThan(0);
  expect(written.stderr).toContain('60 images at 8×8, grey');
  expect(written.stderr).toMatch(/\[#+\.*\] epoch \d/);
});

test('without a terminal there is no progress line, and the result is in words', async () => {
  const images = await writeIdx(blobImages(20, 8), 8);
  const { io, written } = captured(false);
  await run([images, '--latent', '2', '--out', path.join(path.dirname(images), 'm'), '--epochs', '2'], io);
  expect(written.stderr).not.toContain('\r');
  expect(written.stdout).toMatch(/^Wrote .* after 2 epochs.*\nSquared error per image/);
});

test.each([
  [['--latent', '3', '--out', 'm'], 'Expected IMAGES.'],
  [['x', '--latent', '3'], '--out is missing.'],
  [['x', '--latent', 'three', '--out', 'm'], '--latent: expected a number, got "three".'],
  [['x', '--latent', '600', '--out', 'm'], 'expected a number from 1 to 512, got 600'],
  [['x', '--latent', '3', '--out', 'm', '--preset', 'best'], 'expected one of quick, balanced, quality'],
  [['x', '--latent', '3', '--out', 'm', '--channels', '2'], '--channels: expected 1 or 3, got "2".'],
])('%j is wrong usage', async (args, words) => {
  await expect(run(args, captured(false).io)).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining(words),
  });
});
