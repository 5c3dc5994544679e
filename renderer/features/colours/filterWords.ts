import { numberWords } from '../../ui/numberWords.ts';
import type { ColumnFilter } from '../../../protocol/document.ts';

/** What a filter keeps back, in words: 'without cat, dog', 'from 0.2 to 0.8'. */
export function filterWords(filter: ColumnFilter): string {
  const missing = filter.hideMissing ? ['with a value'] : [];
  if (filter.kind === 'categories') {
    const hidden = filter.hidden.length > 0 ? [`without ${filter.hidden.join(', ')}`] : [];
    return [...hidden, ...missing].join(', ');
  }
  const bounds = [
    ...(filter.min === null ? [] : [`from ${numberWords(filter.min)}`]),
    ...(filter.max === null ? [] : [`to ${numberWords(filter.max)}`]),
  ].join(' ');
  return [...(bounds ? [bounds] : []), ...missing].join(', ');
}
