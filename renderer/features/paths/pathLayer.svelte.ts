import { untrack } from 'svelte';
import { addPathCurve } from '../../scene/links/addPathCurve.ts';
import { curvePlaces } from './curvePlaces.ts';
import { isTabShown } from './dockTab.ts';
import { deskOf } from './PathDesk.svelte.ts';
import type { SceneLayer } from '../Feature.ts';

/** Places of a curve: by one map for all, and those that the engine has to find one by one. */
const SPANS = 256;
const SPANS_ASKED = 96;

/** The path as a curve through the view, and a mark where one is on it, while its timeline is shown. */
export const pathLayer: SceneLayer = (scene, page) => {
  const desk = deskOf(page);
  if (!isTabShown(page) || page.workspace.live) return;
  const curve = addPathCurve(scene);
  const empty = new Float32Array(0);
  const follow = $effect.root(() => {
    $effect(() => {
      const { whole } = desk;
      const { places, workspace, rows } = page;
      void [places.version, rows.positionsVersion];
      const spans = workspace.projection?.kind === 'curved' ? SPANS_ASKED : SPANS;
      untrack(() => {
        const found = whole && curvePlaces(whole, spans, (key, z) => places.of(key, z));
        curve.set(found?.points ?? empty, found?.keyframes ?? empty);
        curve.markAt(desk.player.share);
      });
    });
    $effect(() => curve.markAt(desk.player.share));
  });
  return () => {
    follow();
    curve.remove();
  };
};
