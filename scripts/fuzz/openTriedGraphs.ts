import { openTried, type TrialLimits } from '../../engine/models/trial/openTried.ts';
import type { Told } from './FuzzTarget.ts';
import { useModel } from './useModel.ts';

/**
 * Limits of a trial in fuzzing, for the small graphs there. A graph that the trial ends within them, in words, is answered. One
 * that passes is opened once more, which may take as long again: both have the 5 s of a try, after which it counts as a hang.
 */
const TRIAL_LIMITS: TrialLimits = { timeoutMs: 2500, memoryBytes: 2 ** 29 };

/**
 * Opens the model in a folder the way the application does, after a trial in a process of its own that nothing remembers, and
 * uses it. What it throws is what a person is told.
 */
export async function openTriedGraphs(folder: string): Promise<readonly Told[]> {
  await useModel(await openTried(folder, { provider: 'cpu', threads: 1 }, TRIAL_LIMITS));
  return [];
}
