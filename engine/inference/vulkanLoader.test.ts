import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSession } from './createSession.ts';
import { hasVulkanLoader } from './vulkanLoader.ts';

test('a loader in a folder of LD_LIBRARY_PATH is found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hourglass-vulkan-'));
  try {
    await writeFile(join(folder, 'libvulkan.so.1'), '');
    expect(hasVulkanLoader(`/nowhere:${folder}`)).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.skipIf(process.platform !== 'linux' || hasVulkanLoader())(
  'without one WebGPU is refused before it begins',
  () => expect(createSession(new Uint8Array(), { provider: 'webgpu' })).rejects.toThrow('libvulkan.so.1'),
);
