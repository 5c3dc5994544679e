import { needsPoints } from '../../commands/guards.ts';
import Settings from './Settings.svelte';
import SettingsButton from './SettingsButton.svelte';
import { cameraLayer, viewLayer } from './cameraLayers.ts';
import { insetsLayer, lookLayer, revealLayer } from './lookLayers.ts';
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
        preferences.themeChoice = preferences.theme === 'dark' ? 'light' : 'dark';
      },
    },
    {
      id: 'toggle-panels',
      title: ({ layout }) => (isAnyOpen(layout) ? 'Fold the panels away' : 'Unfold the panels'),
      run: ({ layout }) => {
        const open = !isAnyOpen(layout);
        layout.dockOpen = open;
        layout.leftOpen = open;
        layout.rightOpen = open;
      },
    },
    { id: 'settings', run: ({ dialogs }) => dialogs.show(SETTINGS) },
  ],
  views: [{ region: 'status-end', content: SettingsButton }],
  layers: [lookLayer, insetsLayer, cameraLayer, viewLayer, revealLayer],
};

const isAnyOpen = ({ leftOpen, rightOpen, dockOpen }: Page['layout']) => leftOpen || rightOpen || dockOpen;

function zoom({ scene, camera }: Pick<Page, 'scene' | 'camera'>, factor: number): void {
  camera.steer(() => scene?.zoomBy(factor));
}
