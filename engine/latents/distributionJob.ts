import { fitDistribution, type Distribution, type DistributionInput } from './fitDistribution.ts';

/** A fit too long for the engine's own thread, as a job. */
export const run = async (input: DistributionInput): Promise<Distribution> => fitDistribution(input);
