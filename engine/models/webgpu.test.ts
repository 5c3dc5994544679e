import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Comparison } from './testing/compareWebgpu.ts';
import { softwareVulkan } from './testing/softwareVulkan.ts';

const env = softwareVulkan();
const titles = ['fixed batch 4', 'fixed batch 1', 'NHWC grey'];

test.skipIf(env === null)(
  env
    ? 'WebGPU, on SwiftShader, gives what the CPU gives'
    : 'WebGPU (skipped: no Chromium or Chrome here that brings SwiftShader)',
  async () => {
    const script = fileURLToPath(new URL('./testing/compareWebgpu.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...titles], { env: env ?? {} });
    const comparisons = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Comparison);
    expect(comparisons.map(({ title }) => title)).toEqual(titles);
    for (const { title, chosen, reason, z, byte } of comparisons) {
      expect({ title, chosen, reason }).toEqual({ title, chosen: ['webgpu', 'webgpu'], reason: undefined });
      expect(z).toBeLessThan(1e-3);
      expect(byte).toBeLessThanOrEqual(1);
    }
  },
  180_000,
);
