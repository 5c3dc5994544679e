import type { Page } from '../../page/Page.svelte.ts';

/**
 * Puts the selected decoded point at a z; from an image, or where nothing is selected, a new point. One edit, that can be undone.
 * @param start [D] where the traversal started: the mean where nothing is selected
 */
export function goToLatent({ points }: Pick<Page, 'points'>, z: Float32Array, start: Float32Array): void {
  const { selected } = points;
  if (selected && points.beginMove(selected)) {
    points.moveTo(z, performance.now());
    points.commitMove();
  } else points.addPoint({ kind: 'mean', name: 'the mean of the data', z: [...start] }, z);
}
