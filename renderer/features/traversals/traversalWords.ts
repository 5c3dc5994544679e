import type { PageTraversalOrder } from '../../../protocol/traversal.ts';

/** What each order is called, and what it puts first. */
export const ORDER_TITLES: Readonly<Record<PageTraversalOrder, { title: string; words: string }>> = {
  change: { title: 'by change', words: 'First the dimensions along which the image changes most, per σ' },
  variance: { title: 'by variance', words: 'First the dimensions in which the data varies most' },
  directions: {
    title: 'directions here',
    words: 'Not dimensions, but the directions along which the image changes most around what is selected',
  },
};

/** '−3', '+0.6', '0' */
export const offsetWords = (offset: number): string =>
  `${offset > 0 ? '+' : ''}${String(Number(offset.toFixed(1))).replace('-', '−')}`;
