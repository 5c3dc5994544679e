/** Share of the training over which the learning rate rises to its full value. */
const WARM_UP_SHARE = 0.03;
const LONGEST_WARM_UP_STEPS = 300;
/** Of the full rate, at the very end: the last steps still settle. */
const FINAL_SHARE = 0.01;

/**
 * The learning rate of a step: a straight rise, then half a cosine down (Loshchilov & Hutter, "SGDR", 2017).
 * @param step the step's number, from 0
 * @param totalSteps planned
 * @param timeShare share of the time limit that is used up, 0..1; 0 without a limit. Where time will end the training
 *   before its steps do, the rate falls with the time, so that a short training ends settled too.
 */
export function learningRateAt(
  step: number,
  totalSteps: number,
  timeShare: number,
  learningRate: number,
): number {
  const warmUpSteps = Math.min(LONGEST_WARM_UP_STEPS, Math.ceil(totalSteps * WARM_UP_SHARE));
  const warmUp = Math.min(1, (step + 1) / (warmUpSteps + 1));
  const progress = Math.min(1, Math.max(step / totalSteps, timeShare));
  const cosine = FINAL_SHARE + (1 - FINAL_SHARE) * 0.5 * (1 + Math.cos(Math.PI * progress));
  return learningRate * warmUp * cosine;
}
