import { imageGroups } from '../../page/imageGroups.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** Something that has one z: a decoded point, the selected image, or the mean of images. */
export interface Term {
  readonly id: string;
  readonly title: string;
  /** What a list calls the kind. */
  readonly kind: string;
  /** [D] */
  latent(): Promise<ArrayLike<number>>;
}

type From = Pick<
  Page,
  'columns' | 'details' | 'document' | 'latents' | 'points' | 'rows' | 'workspace' | 'comparison'
>;

/** All that latent arithmetic can be done with. */
export function terms(page: From): readonly Term[] {
  const { points, document, workspace, latents, details } = page;
  const images = [...new Set([document.selection.primary, page.comparison.marked])].flatMap(
    (point): Term[] => {
      if (point?.kind !== 'image') return [];
      const { index } = point;
      return [
        {
          id: `image ${index}`,
          title: details.nameOf(index),
          kind: 'Images',
          latent: () => latents.load(index),
        },
      ];
    },
  );
  const decoded = points.shown.map(({ id, name, z }): Term => ({
    id,
    title: name,
    kind: 'Decoded points',
    latent: () => Promise.resolve(z),
  }));
  const means = imageGroups(page).map((group): Term => ({
    id: `mean ${group.id}`,
    title: `mean of ${group.title.replace(/^(The|All)/, (word) => word.toLowerCase())}`,
    kind: 'Means',
    latent: () => workspace.connection.call('meanLatent', group.rows()),
  }));
  return [...decoded, ...images, ...means];
}
