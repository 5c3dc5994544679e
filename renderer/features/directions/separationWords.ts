import type { Separation } from '../../../protocol/document.ts';

/** How well a direction tells its two groups apart, in a sentence. */
export function separationWords(separation: Separation | null): string {
  if (!separation)
    return 'Too few images on one side to say how well it separates them: at least four of each.';
  const { accuracy, auc, counts } = separation;
  const percent = Math.round(accuracy * 100);
  const how =
    accuracy >= 0.95 ? 'clearly' : accuracy >= 0.8 ? 'well' : accuracy >= 0.65 ? 'weakly' : 'hardly';
  return `Separates the two ${how}: ${percent} % of ${counts[0].toLocaleString('en')} and ${counts[1].toLocaleString('en')} images are on their own side, each judged by the others (area under the curve ${auc.toFixed(2)}; by chance 50 %, 0.50).`;
}
