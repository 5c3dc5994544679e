import type { PcaMeasurement } from '../../protocol/benchmark.ts';
import { fitPca } from '../latents/pca.ts';

/** The exact projection of a large collection to 3D: 20,000 × 64 by default. */
export function measurePca(rows = 20_000, dimensions = 64): PcaMeasurement {
  const latents = new Float32Array(rows * dimensions);
  // A cheap deterministic sequence will do: the time does not depend on the values.
  for (let i = 0; i < latents.length; i++) latents[i] = Math.sin(i * 12.9898) * ((i % dimensions) + 1);
  const started = performance.now();
  fitPca(latents, rows, dimensions, 3);
  return { rows, dimensions, seconds: (performance.now() - started) / 1000 };
}
