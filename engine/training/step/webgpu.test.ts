import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { softwareVulkan } from '../../models/testing/softwareVulkan.ts';
import type { WebgpuComparison } from './testing/compareWebgpu.ts';

const env = softwareVulkan();

test.skipIf(env === null)(
  env
    ? 'three steps on WebGPU (SwiftShader), the weights staying on the device, equal those on the CPU'
    : 'training on WebGPU (skipped: no Chromium or Chrome here that brings SwiftShader)',
  async () => {
    const script = fileURLToPath(new URL('./testing/compareWebgpu.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'small'], { env: env ?? {} });
    const { losses, weightDifference, momentDifference } = JSON.parse(stdout) as WebgpuComparison;
    expect(losses.webgpu).toHaveLength(3);
    losses.webgpu.forEach((loss, step) => expect(loss).toBeCloseTo(losses.cpu[step] ?? NaN, 5));
    expect(momentDifference).toBeLessThan(1e-4);
    // Of a learning rate of 1e-3 a step; Adam turns rounding into part of a step where a gradient is all but 0.
    expect(weightDifference).toBeLessThan(5e-5);
  },
  300_000,
);
