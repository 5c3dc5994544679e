import { LIVE_SHARE } from './live/LiveBudget.ts';

/** What of a plan says how much is left. */
interface PlannedSteps {
  totalSteps: number;
  stepsPerEvaluation: number;
}

/** Seconds that the speed of steps is taken from: a share of those so far, so that a slow start is soon forgotten, … */
const MEMORY_SHARE = 1 / 3;
/** … at least so many, for calm, … */
const SHORTEST_MEMORY = 2;
/** … and at most so many, to follow a machine that gets busy. */
const LONGEST_MEMORY = 20;
/** Of an evaluation beside those before it. */
const NEWEST_EVALUATION = 0.5;

/** How long each part of a training took since it was told last. */
export interface PassedSeconds {
  steps: number;
  /** With keeping the best weights and drawing what they come to. */
  evaluation: number;
  /** Updates for whoever watches: the first come at once and are saved up afterwards. */
  live: number;
  /** Checkpoints, messages. */
  rest: number;
}

/**
 * Estimates the seconds left of a training. Steps and evaluations are timed apart: how many of each are to come is known, and
 * in the first seconds the two and the updates of a watched training come in other proportions than later.
 */
export class RemainingTime {
  readonly #plan: PlannedSteps;
  readonly #limitSeconds: number | null;
  readonly #finishSeconds: number;
  #step: number;
  #runs = 0;
  /** Of steps that are remembered, the newest with the most weight: how many, their seconds, and seconds of the rest beside them. */
  #steps = 0;
  #stepSeconds = 0;
  #restSeconds = 0;
  #evaluationSeconds: number | null = null;
  #liveSeconds = 0;
  /** Since the first run of steps. */
  #seconds = 0;
  /** Of the training, as a time limit counts it. */
  #limitedSeconds = 0;

  /**
   * @param limitSeconds the training ends when this much has passed, whatever its steps
   * @param finishSeconds what comes after the last step: measuring and writing
   * @param step where it begins
   */
  constructor(plan: PlannedSteps, limitSeconds: number | null, finishSeconds: number, step = 0) {
    this.#plan = plan;
    this.#step = step;
    this.#limitSeconds = limitSeconds;
    this.#finishSeconds = finishSeconds;
  }

  /**
   * Tells how far the training is.
   * @param seconds of training so far, pauses left out
   */
  mark(step: number, passed: PassedSeconds, seconds: number): void {
    const steps = step - this.#step;
    this.#step = step;
    this.#limitedSeconds = seconds;
    const { evaluation } = passed;
    if (evaluation > 0) {
      const before = this.#evaluationSeconds ?? evaluation;
      this.#evaluationSeconds = before + NEWEST_EVALUATION * (evaluation - before);
    }
    this.#liveSeconds += passed.live;
    const total = passed.steps + evaluation + passed.live + passed.rest;
    this.#seconds += total;
    // The first run has one-time work before it: memory, caches. It says something only while there is no other.
    if (++this.#runs === 2) this.#steps = this.#stepSeconds = this.#restSeconds = 0;
    const memory = Math.min(LONGEST_MEMORY, Math.max(SHORTEST_MEMORY, MEMORY_SHARE * this.#seconds));
    const kept = Math.exp(-(passed.steps + passed.rest) / memory);
    this.#steps = kept * this.#steps + steps;
    this.#stepSeconds = kept * this.#stepSeconds + passed.steps;
    this.#restSeconds = kept * this.#restSeconds + passed.rest;
  }

  /** All that is between them included; 0 while nothing can be said. */
  stepsPerSecond(): number {
    const { stepsPerEvaluation } = this.#plan;
    const seconds = this.#secondsOf(stepsPerEvaluation, 1);
    return seconds > 0 ? stepsPerEvaluation / seconds : 0;
  }

  /** Null while nothing can be said. */
  secondsLeft(): number | null {
    if (this.#runs < 2) return null;
    const { totalSteps, stepsPerEvaluation } = this.#plan;
    // One more at the end, where that does not fall together with another.
    const evaluations =
      Math.ceil(totalSteps / stepsPerEvaluation) - Math.floor(this.#step / stepsPerEvaluation);
    const bySteps = this.#secondsOf(totalSteps - this.#step, evaluations);
    const byLimit = this.#limitSeconds === null ? Infinity : this.#limitSeconds - this.#limitedSeconds;
    return Math.max(0, Math.min(bySteps, byLimit)) + this.#finishSeconds;
  }

  #secondsOf(steps: number, evaluations: number): number {
    if (this.#steps === 0) return 0;
    const own =
      (steps * (this.#stepSeconds + this.#restSeconds)) / this.#steps +
      evaluations * (this.#evaluationSeconds ?? 0);
    const liveShare = Math.min(LIVE_SHARE, this.#liveSeconds / Math.max(this.#seconds, 1e-9));
    return own / (1 - liveShare);
  }
}
