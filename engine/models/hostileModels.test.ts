import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EngineError } from '../../protocol/EngineError.ts';
import { writeOnnx } from '../onnx/model.ts';
import { openModel } from './openModel.ts';
import { GraphBuilder } from './testing/GraphBuilder.ts';
import { modelFolder } from './testing/modelFolder.ts';

async function refusal(files: Record<string, Uint8Array | string>): Promise<EngineError> {
  await using folder = await modelFolder(files);
  return await refusalOf(folder.path);
}

async function refusalOf(path: string): Promise<EngineError> {
  const thrown: unknown = await openModel(path, { provider: 'cpu' }).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof EngineError)) throw new Error(`expected an EngineError, got ${String(thrown)}`);
  return thrown;
}

/** A graph that flattens its input and gives it out under a name. */
function passing(dims: (number | string)[], output = 'y'): Uint8Array {
  const b = new GraphBuilder();
  b.node('Flatten', [b.input('x', dims)], {}, output);
  b.output(output, ['N', 3]);
  return writeOnnx(b.model());
}

test('an input that declares more than a gigabyte is refused before memory is asked for', async () => {
  const { code, message } = await refusal({ 'encoder.onnx': passing([2 ** 31, 3, 64, 64]) });
  expect(code).toBe('bad-model');
  expect(message).toMatch(/2147483648.*expected at most/s);
});

test('a name of a megabyte is told in 400 characters', async () => {
  const { code, message } = await refusal({ 'encoder.onnx': passing(['N', 3, 64, 64], 'y'.repeat(2 ** 20)) });
  expect(code).toBe('bad-model');
  expect(message).toContain('encoder.onnx');
  expect(message.length).toBeLessThanOrEqual(400);
});

test.skipIf(process.platform === 'win32')('a pipe as model.json is refused and not waited for', async () => {
  await using folder = await modelFolder({ 'encoder.onnx': passing(['N', 3]) });
  execFileSync('mkfifo', [join(folder.path, 'model.json')]);
  const { code, message } = await refusalOf(folder.path);
  expect(code).toBe('bad-model');
  expect(message).toMatch(/model\.json.*pipe/s);
});
