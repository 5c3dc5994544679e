import type { PageTraversalOrder, TraversalProgress } from '../../../protocol/traversal.ts';

/** What each order is called, and what it puts first. */
export const ORDER_TITLES: Readonly<Record<PageTraversalOrder, { title: string; words: string }>> = {
  change: { title: 'by change', words: 'First the dimensions along which the image changes most, per σ' },
  variance: { title: 'by variance', words: 'First the dimensions in which the data varies most' },
  kl: {
    title: 'by KL',
    words: "First the dimensions by which a VAE's encoder tells images apart, in nats an image",
  },
  directions: {
    title: 'directions here',
    words: 'Not dimensions, but the directions along which the image changes most around what is selected',
  },
  components: {
    title: 'components',
    words:
      'Not dimensions, but the directions that bring about the principal components of the images: for a generator, whose dimensions mean nothing one by one',
  },
};

/** '−3', '+0.6', '0' */
export const offsetWords = (offset: number): string =>
  `${offset > 0 ? '+' : ''}${String(Number(offset.toFixed(1))).replace('-', '−')}`;

/** 'Measuring the directions here: 128 of 512', or that images are decoded */
export const progressWords = (progress: TraversalProgress | null): string =>
  progress
    ? `${progress.words}: ${progress.done.toLocaleString('en')} of ${progress.total.toLocaleString('en')}`
    : 'Decoding…';
