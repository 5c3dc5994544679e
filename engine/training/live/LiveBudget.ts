/** How much of the training's time being watched may take. */
export const LIVE_SHARE = 0.04;
/** Seconds before the first update, … */
const FIRST_AFTER = 2;
/** … and after one update until the next at the earliest: the page glides meanwhile, and what that takes is measured. */
const DISTURBED_FOR = 1;
/** Steps this much slower than undisturbed ones are not slowed by being watched: their time varies. */
const TOLERANCE = 1.05;
/** Seconds that steps lose to one update at most; what else slows them is other programs' doing. */
const MOST_LOST = 0.5;
/** Weight of the newest steps in the mean of undisturbed ones. */
const NEWEST = 0.3;

/** Of what the first update may take in advance, in seconds. */
const MOST_CREDIT = 1.5;
/** Where nobody knows how long the training is to take. */
const PLANNED_LEAST = 15;

/**
 * Says when a training may send an update, so that it loses at most 4 % of its time to it: what the update itself costs, and
 * what its steps lose while the page draws. The first comes early: what it takes is saved up afterwards. All times in
 * seconds of one clock.
 */
export class LiveBudget {
  readonly #startedAt: number;
  readonly #credit: number;
  #spent = 0;
  #lastEnd: number | null = null;
  /** Of undisturbed steps, each; null before there were some. */
  #stepSeconds: number | null = null;
  #isQuietKnown = false;
  #isFirst = true;
  /** What steps lost after the last update. */
  #lost = 0;

  /** @param plannedSeconds that the training is to take; null where nobody knows */
  constructor(nowS: number, plannedSeconds: number | null) {
    this.#startedAt = nowS;
    this.#credit = Math.min(MOST_CREDIT, LIVE_SHARE * (plannedSeconds ?? PLANNED_LEAST));
  }

  /** Seconds that may be spent now; negative where too much was. */
  available(nowS: number): number {
    return (this.#isFirst ? this.#credit : 0) + LIVE_SHARE * (nowS - this.#startedAt) - this.#spent;
  }

  /** @param costS what the update is expected to take */
  isDue(nowS: number, costS: number): boolean {
    const canPay = this.available(nowS) >= costS;
    if (this.#lastEnd === null) return nowS - this.#startedAt >= FIRST_AFTER && canPay;
    return this.#isQuietKnown && nowS - this.#lastEnd >= DISTURBED_FOR && canPay;
  }

  /** An update was made in these seconds, and sent unless it is not whole yet. */
  spent(seconds: number, nowS: number, isSent: boolean): void {
    this.#spent += seconds;
    if (!isSent) return;
    this.#isFirst = false;
    this.#lastEnd = nowS;
    this.#isQuietKnown = false;
    this.#lost = 0;
  }

  /** So many steps were taken in these seconds, the last of them now. */
  stepsTaken(steps: number, seconds: number, nowS: number): void {
    const isDisturbed = this.#lastEnd !== null && nowS - seconds < this.#lastEnd + DISTURBED_FOR;
    if (isDisturbed) {
      const expected = (this.#stepSeconds ?? Infinity) * steps;
      if (seconds <= expected * TOLERANCE) return;
      const lost = Math.min(seconds - expected, MOST_LOST - this.#lost);
      this.#lost += lost;
      this.#spent += lost;
      return;
    }
    const each = seconds / steps;
    this.#stepSeconds = this.#stepSeconds === null ? each : (1 - NEWEST) * this.#stepSeconds + NEWEST * each;
    this.#isQuietKnown = true;
  }
}
