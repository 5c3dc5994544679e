import type { Separation } from '../../../protocol/document.ts';

/** How well a direction tells its two groups apart, in a sentence. */
export function separationWords(separation: Separation | null): string {
  if (!separation)
    return 'How well it separates images was not measured: that takes two groups of at least four each.';
  const { accuracy, auc, counts } = separation;
  const percent = Math.round(accuracy * 100);
  const how =
    accuracy >= 0.95 ? 'clearly' : accuracy >= 0.8 ? 'well' : accuracy >= 0.65 ? 'weakly' : 'hardly';
  return `Separates the two ${how}: ${percent} % of ${counts[0].toLocaleString('en')} and ${counts[1].toLocaleString('en')} images are on their own side, each judged by the others (area under the curve ${auc.toFixed(2)}; by chance 50 %, 0.50).`;
}
