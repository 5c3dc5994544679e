import type { Component } from 'svelte';
import type { CommandId } from '../../protocol/commands.ts';
import type { Page } from '../page/Page.svelte.ts';
import type { LatentScene } from '../scene/LatentScene.ts';

/**
 * Something a person does, with all that the page needs for it: one folder, one object like this in its index.ts, one
 * line in features/index.ts.
 */
export interface Feature {
  readonly name: string;
  readonly commands?: readonly FeatureCommand[];
  readonly views?: readonly FeatureView[];
  readonly layers?: readonly SceneLayer[];
  /** Runs once, when the page is there; what it returns runs when the page goes. */
  start?(page: Page): () => void;
}

/** What a command of protocol/commands.ts does. */
export interface FeatureCommand {
  readonly id: CommandId;
  /** What it is called now, where that is not always the same: 'Undo: move Point 2'. */
  title?(page: Page): string;
  /** Why it is not possible now, in words for the person; null when it is. Also asked for each choice. */
  refusal?(page: Page, choice: string): string | null;
  /** A key pressed in vain is no reason to say why. */
  readonly isQuiet?: boolean;
  /** What it can be done with, each an entry of the palette: the bundled models, the jobs that run. */
  choices?(page: Page): readonly CommandChoice[];
  /** @param choice id of the choice made, '' for a command without choices */
  run(page: Page, choice: string): void | Promise<void>;
}

export interface CommandChoice {
  readonly id: string;
  readonly title: string;
}

/** Where a view stands: a panel's side, the dock's tabs, either end of the status bar, or over the scene. */
export type Region = 'left' | 'right' | 'dock' | 'status' | 'status-end' | 'over';

/** A piece of the window. Views of one region stand in the order of features/index.ts. */
export interface FeatureView {
  readonly region: Region;
  /** What its tab says; only the dock has tabs. */
  readonly title?: string;
  /** Absent: always. */
  isShown?(page: Page): boolean;
  /** Its props name the parts of the page that it uses: `{ page: Pick<Page, 'rows' | 'commands'> }`. */
  readonly content: Component<{ page: Page }>;
}

/** A dialog: shown by `page.dialogs.show(…)`, as a rule from a command's run. */
export interface DialogView {
  readonly title: string;
  readonly widthPx: number;
  /** It draws its own frame and heading: the palette. */
  readonly isBare?: boolean;
  readonly content: Component<{ page: Page; close: () => void }>;
}

/**
 * Puts into the scene what a feature shows there. Runs as an effect: again whenever what it has read changes. What it
 * returns runs before that, and when the scene goes.
 */
export type SceneLayer = (scene: LatentScene, page: Page) => void | (() => void);
