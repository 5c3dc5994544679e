import { InferenceSession } from 'onnxruntime-node';
import process from 'node:process';
import type { ProviderName } from '../../protocol/provider.ts';
import { hasVulkanLoader } from './vulkanLoader.ts';

export interface SessionOptions {
  provider: ProviderName;
  /** Threads inside one operator (CPU). All cores when absent. */
  threads?: number;
  /** Outputs left in GPU memory between runs ('webgpu' only), by name. */
  outputsOnDevice?: readonly string[];
}

/**
 * Opens a graph on one execution provider. onnxruntime-node's provider list is no fallback list, so exactly one is
 * named and a provider that cannot run throws, in its own words.
 */
export async function createSession(
  graph: Uint8Array | string,
  options: SessionOptions,
): Promise<InferenceSession> {
  if (options.provider === 'webgpu' && process.platform === 'linux' && !hasVulkanLoader())
    throw new Error('this machine has no Vulkan loader (libvulkan.so.1), which WebGPU needs on Linux');
  const sessionOptions: InferenceSession.SessionOptions = {
    executionProviders: [options.provider],
    logSeverityLevel: 3,
    // Spinning threads burn the cores that decoding images and the page need.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  if (options.threads !== undefined) sessionOptions.intraOpNumThreads = options.threads;
  if (options.outputsOnDevice?.length) {
    sessionOptions.preferredOutputLocation = Object.fromEntries(
      options.outputsOnDevice.map((name) => [name, 'gpu-buffer' as const]),
    );
  }
  // The two overloads take a path and bytes; the addon tells them apart itself.
  return typeof graph === 'string'
    ? InferenceSession.create(graph, sessionOptions)
    : InferenceSession.create(graph, sessionOptions);
}
