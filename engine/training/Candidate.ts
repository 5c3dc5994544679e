import type { NetworkSpec } from './NetworkSpec.ts';
import type { TrainingState } from './step/TrainingState.ts';

/** A network with its weights, that a training could end with. */
export interface Candidate extends Pick<TrainingState, 'names' | 'shapes' | 'weights'> {
  spec: NetworkSpec;
}
