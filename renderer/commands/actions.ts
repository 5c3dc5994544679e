import { openImages, openModel } from '../features/open/opening.ts';
import { saveProbePng } from '../features/points/savePng.ts';
import type { LatentScene } from '../scene/LatentScene.ts';
import type { AppState } from '../page/Workspace.svelte.ts';
import type { KeyboardMoves } from '../features/points/KeyboardMoves.ts';

export type ActionGroup = 'Open' | 'Points' | 'View' | 'Jobs' | 'Help';

/** One thing a person can do, from the palette, a key, a menu or a button. */
export interface Action {
  id: string;
  group: ActionGroup;
  title: string;
  /** Shortcuts as isShortcut reads them. */
  keys?: readonly string[];
  /** Absent: always possible. */
  isEnabled?: () => boolean;
  run(): void;
}

export interface ActionContext {
  app: AppState;
  scene: () => LatentScene | null;
  moves: KeyboardMoves;
}

/** Every action, in the order the palette shows them. Read again on each opening: titles follow the state. */
export function listActions({ app, scene, moves }: ActionContext): Action[] {
  const { points, preferences } = app;
  const probe = points.selectedProbe;
  const selection = points.selection;
  const newestNotice = app.notices.at(-1);
  return [
    {
      id: 'open-images',
      group: 'Open',
      title: 'Open images…',
      keys: ['Mod+O'],
      run: () => void openImages(app, false),
    },
    {
      id: 'add-images',
      group: 'Open',
      title: 'Add images to this collection…',
      isEnabled: () => app.model?.hasEncoder === true,
      run: () => void openImages(app, true),
    },
    {
      id: 'open-model',
      group: 'Open',
      title: 'Open model…',
      keys: ['Mod+Shift+O'],
      run: () => void openModel(app),
    },
    {
      id: 'train',
      group: 'Open',
      title: 'Train on my images…',
      keys: ['Mod+T'],
      run: () => (app.dialog = { kind: 'train' }),
    },
    ...app.bundled.map((bundled) => ({
      id: `open-bundled-${bundled.name}`,
      group: 'Open' as const,
      title: `Open ${bundled.title}`,
      run: () => void app.runBusy(`Opening ${bundled.title}`, 'openBundled', bundled.name),
    })),
    {
      id: 'undo',
      group: 'Points',
      title: points.history.undoLabel ? `Undo: ${points.history.undoLabel}` : 'Undo',
      keys: ['Mod+Z'],
      isEnabled: () => points.history.undoLabel !== null,
      run: () => points.undo(),
    },
    {
      id: 'redo',
      group: 'Points',
      title: points.history.redoLabel ? `Redo: ${points.history.redoLabel}` : 'Redo',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      isEnabled: () => points.history.redoLabel !== null,
      run: () => points.redo(),
    },
    {
      id: 'new-point',
      group: 'Points',
      title: 'New point at the mean of the data',
      keys: ['N'],
      isEnabled: () => app.model?.hasDecoder === true && app.projection !== null,
      run: () => moves.addAtMean(),
    },
    {
      id: 'delete',
      group: 'Points',
      title: 'Delete the selected point',
      keys: ['Delete', 'Backspace'],
      isEnabled: () => probe !== null,
      run: () => probe && points.delete(probe.id),
    },
    {
      id: 'save-png',
      group: 'Points',
      title: 'Save the selected point as PNG',
      keys: ['Mod+S'],
      isEnabled: () => probe !== null && probe.image !== null,
      run: () => probe && void saveProbePng(probe),
    },
    { id: 'next', group: 'Points', title: 'Select the next point', keys: [']'], run: () => moves.step(1) },
    {
      id: 'previous',
      group: 'Points',
      title: 'Select the previous point',
      keys: ['['],
      run: () => moves.step(-1),
    },
    {
      id: 'clear-selection',
      group: 'Points',
      title: newestNotice ? 'Dismiss the message' : 'Clear the selection',
      keys: ['Escape'],
      isEnabled: () => selection !== null || points.history.movingId !== null || newestNotice !== undefined,
      run: () => {
        if (points.history.movingId) points.abandonMove();
        else if (newestNotice) app.dismissNotice(newestNotice.id);
        else points.select(null);
      },
    },
    {
      id: 'frame-all',
      group: 'View',
      title: 'Frame all points',
      keys: ['F'],
      run: () => scene()?.frameAll(),
    },
    {
      id: 'fly-to',
      group: 'View',
      title: 'Fly to the selected point',
      keys: ['Enter'],
      isEnabled: () => selection !== null,
      run: () => selection && scene()?.flyTo(selection),
    },
    { id: 'zoom-in', group: 'View', title: 'Zoom in', keys: ['+', '='], run: () => scene()?.zoomBy(1.25) },
    { id: 'zoom-out', group: 'View', title: 'Zoom out', keys: ['-'], run: () => scene()?.zoomBy(0.8) },
    {
      id: 'toggle-thumbnails',
      group: 'View',
      title: preferences.thumbnails ? 'Show points instead of thumbnails' : 'Show thumbnails',
      keys: ['T'],
      run: () => (preferences.thumbnails = !preferences.thumbnails),
    },
    {
      id: 'toggle-theme',
      group: 'View',
      title: preferences.theme === 'dark' ? 'Use the light theme' : 'Use the dark theme',
      run: () => (preferences.theme = preferences.theme === 'dark' ? 'light' : 'dark'),
    },
    {
      id: 'show-all-labels',
      group: 'View',
      title: 'Show all labels',
      isEnabled: () => app.filter.isActive,
      run: () => app.filter.clear(),
    },
    {
      id: 'toggle-panels',
      group: 'View',
      title: preferences.leftOpen || preferences.rightOpen ? 'Fold the panels away' : 'Unfold the panels',
      keys: ['Mod+B'],
      run: () => {
        const open = !(preferences.leftOpen || preferences.rightOpen);
        preferences.leftOpen = open;
        preferences.rightOpen = open;
      },
    },
    {
      id: 'settings',
      group: 'View',
      title: 'Settings…',
      keys: ['Mod+,'],
      run: () => (app.dialog = { kind: 'settings' }),
    },
    {
      id: 'provider',
      group: 'View',
      title: 'Explain the execution provider…',
      isEnabled: () => app.model !== null,
      run: () => (app.dialog = { kind: 'provider' }),
    },
    {
      id: 'model-json',
      group: 'Open',
      title: 'Correct the description of the model…',
      isEnabled: () => app.model !== null && !app.model.bundled,
      run: () => (app.dialog = { kind: 'model-json' }),
    },
    ...app.jobs
      .filter((job) => job.state === 'running' || job.state === 'paused')
      .map((job) => ({
        id: `cancel-${job.id}`,
        group: 'Jobs' as const,
        title: `Cancel: ${job.title}`,
        run: () => void app.run('cancelJob', job.id),
      })),
    {
      id: 'command-palette',
      group: 'Help',
      title: 'Command palette',
      keys: ['Mod+K'],
      run: () => (app.dialog = app.dialog?.kind === 'palette' ? null : { kind: 'palette' }),
    },
    {
      id: 'shortcuts',
      group: 'Help',
      title: 'Keyboard and mouse',
      keys: ['?'],
      run: () => (app.dialog = { kind: 'shortcuts' }),
    },
  ];
}
