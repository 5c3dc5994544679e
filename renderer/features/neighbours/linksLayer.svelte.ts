import { untrack } from 'svelte';
import { addLinks } from '../../scene/links/addLinks.ts';
import type { SceneLayer } from '../Feature.ts';

/** Lines from what is selected to the images nearest to it, while they are wanted. */
export const linksLayer: SceneLayer = (scene, page) => {
  if (!page.preferences.linksNeighbours) return;
  const links = addLinks(scene);
  const follow = $effect.root(() => {
    $effect(() => {
      const { points, places, rows, nearness, workspace } = page;
      void [rows.positionsVersion, rows.loadedCount, places.version, workspace.projection];
      const { selected, selectedPoint } = points;
      const nearest = nearness.value?.nearest ?? [];
      untrack(() => {
        const from = selectedPoint
          ? places.of(selectedPoint.id, selectedPoint.z)
          : selected?.kind === 'image'
            ? rows.positionOf(selected.index)
            : null;
        const own = selected?.kind === 'image' ? selected.index : -1;
        const ends = nearest
          .filter(({ row }) => row !== own)
          .flatMap(({ row }) => {
            const place = rows.positionOf(row);
            return place ? [place] : [];
          });
        links.set(from ?? [0, 0, 0], from ? ends : []);
      });
    });
  });
  return () => {
    follow();
    links.remove();
  };
};
