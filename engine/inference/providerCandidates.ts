import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { ProviderName } from '../../protocol/provider.ts';

/** Folder of onnxruntime-node's addon, where its providers' libraries lie. */
export function addonFolder(platform: string = process.platform, arch: string = process.arch): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(entry), '..', 'bin', 'napi-v6', platform, arch);
}

/**
 * The providers worth trying on a platform, the CPU last. CUDA and TensorRT count only where their libraries have been
 * installed beside the addon: they do not come with it.
 */
export function providerCandidates(
  platform: string = process.platform,
  arch: string = process.arch,
  folder: string = addonFolder(platform, arch),
): ProviderName[] {
  if (platform === 'win32') return ['webgpu', 'dml', 'cpu'];
  if (platform === 'darwin' && arch === 'arm64') return ['coreml', 'webgpu', 'cpu'];
  if (platform === 'linux' && arch === 'x64') {
    const installed = (['tensorrt', 'cuda'] as const).filter((provider) =>
      existsSync(join(folder, `libonnxruntime_providers_${provider}.so`)),
    );
    return [...installed, 'webgpu', 'cpu'];
  }
  return ['cpu'];
}
