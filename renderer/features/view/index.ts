import { needsPoints } from '../../commands/guards.ts';
import Settings from './Settings.svelte';
import { cameraLayer, viewLayer } from './cameraLayers.ts';
import { insetsLayer, lookLayer } from './lookLayers.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView, Feature } from '../Feature.ts';

const SETTINGS: DialogView = { title: 'Settings', widthPx: 600, content: Settings };

/** Where one looks from, and how the window looks. */
export const view: Feature = {
  name: 'view',
  commands: [
    { id: 'frame-all', refusal: needsPoints, run: ({ camera }) => camera.frameAll() },
    { id: 'zoom-in', run: (page) => zoom(page, 1.25) },
    { id: 'zoom-out', run: (page) => zoom(page, 0.8) },
    {
      id: 'toggle-thumbnails',
      title: ({ preferences }) =>
        preferences.thumbnails ? 'Show points instead of thumbnails' : 'Show thumbnails',
      run: ({ preferences }) => {
        preferences.thumbnails = !preferences.thumbnails;
      },
    },
    {
      id: 'toggle-theme',
      title: ({ preferences }) =>
        preferences.theme === 'dark' ? 'Use the light theme' : 'Use the dark theme',
      run: ({ preferences }) => {
        preferences.theme = preferences.theme === 'dark' ? 'light' : 'dark';
      },
    },
    {
      id: 'toggle-panels',
      title: ({ preferences }) => (isAnyOpen(preferences) ? 'Fold the panels away' : 'Unfold the panels'),
      run: ({ preferences }) => {
        const open = !isAnyOpen(preferences);
        preferences.leftOpen = open;
        preferences.rightOpen = open;
        preferences.dockOpen = open;
      },
    },
    { id: 'settings', run: ({ dialogs }) => dialogs.show(SETTINGS) },
  ],
  layers: [lookLayer, insetsLayer, cameraLayer, viewLayer],
};

const isAnyOpen = ({ leftOpen, rightOpen }: Page['preferences']) => leftOpen || rightOpen;

function zoom({ scene, camera }: Pick<Page, 'scene' | 'camera'>, factor: number): void {
  camera.steer(() => scene?.zoomBy(factor));
}
