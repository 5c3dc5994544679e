import { EngineError } from '../../../protocol/EngineError.ts';
import type { TrainingOptions, TrainingPlan } from '../../../protocol/training.ts';
import type { EngineConnection } from '../../connection/EngineConnection.ts';

/** Planning looks at a folder, so it waits until one stops typing. */
const PLAN_AFTER_MS = 300;

/** The plan of the options that a form has; what was planned last stays until there is a newer one for the same images. */
export class PlanOfTraining {
  plan = $state.raw<TrainingPlan | null>(null);
  problem = $state<string | null>(null);
  /** A plan of the newest options is being made. */
  isPlanning = $state(false);
  readonly #connection: Pick<EngineConnection, 'call'>;
  #images = '';
  #turn = 0;

  constructor(connection: Pick<EngineConnection, 'call'>) {
    this.#connection = connection;
  }

  /**
   * Plans for these options in a moment.
   * @param options null where they are no valid ones
   * @returns gives the plan up that has not begun
   */
  ask(options: TrainingOptions | null): () => void {
    const turn = ++this.#turn;
    this.problem = null;
    this.isPlanning = options !== null;
    const images = JSON.stringify(options?.images ?? []);
    const areOthers = images !== this.#images;
    if (areOthers || options?.images.length === 0) this.plan = null;
    this.#images = images;
    if (!options) return () => {};
    const timer = setTimeout(() => void this.#make(options, turn), areOthers ? 0 : PLAN_AFTER_MS);
    return () => clearTimeout(timer);
  }

  async #make(options: TrainingOptions, turn: number): Promise<void> {
    try {
      const plan = await this.#connection.call('planTraining', options);
      if (turn === this.#turn) this.plan = plan;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.problem = EngineError.toData(error).message;
      this.plan = null;
    } finally {
      if (turn === this.#turn) this.isPlanning = false;
    }
  }
}
