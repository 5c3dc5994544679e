import type { TrainingMeasurement } from '../../protocol/benchmark.ts';
import { measureThroughput } from '../training/step/measureThroughput.ts';
import { CONV_NETWORK, DENSE_NETWORK } from '../training/step/referenceNetworks.ts';

/** Images a second through whole training steps (forward, backward, clipping, Adam), on the CPU. */
export async function measureTraining(seconds = 8): Promise<TrainingMeasurement[]> {
  return [
    {
      network: 'dense 784-1000-500-250-30, batch 100',
      ...(await measureThroughput(DENSE_NETWORK, { batch: 100, stepsPerRun: 20, seconds })),
    },
    {
      network: 'convolutional 64×64×3, 32-64-128-256, batch 64',
      ...(await measureThroughput(CONV_NETWORK, { batch: 64, stepsPerRun: 4, seconds })),
    },
  ];
}
