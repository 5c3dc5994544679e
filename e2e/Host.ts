/** What each host does its own way, so that a spec says what a person does and not where. */
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';

export const root = resolve(import.meta.dirname, '..');
export type HostName = 'browser' | 'electron';

/** What to open at the start; nothing is the first start of a newcomer. */
export interface OpenOptions {
  images?: string[];
  model?: string;
  colorScheme?: 'dark' | 'light';
  viewport?: { width: number; height: number };
  /** A window on a touch screen. Only in a browser. */
  touch?: boolean;
  /** A camera, with a picture that is made up, and whether the page may use it. Only in a browser. */
  camera?: 'allowed' | 'refused';
  /** A data folder to start in, for a second start. A fresh one when absent. */
  dataFolder?: string;
}

export interface SavedFile {
  /** What the file was to be called. */
  name: string;
  /** Where it lies now. */
  path: string;
}

export interface Host {
  readonly name: HostName;
  readonly page: Page;
  /** The engine's process now: another one after a restart. */
  enginePid(): number;
  /** Presses a button that asks for something to open, and answers with this path. */
  choose(button: string, path: string): Promise<void>;
  /** Does what saves a file, and waits until the file is whole. */
  save(act: () => Promise<void>): Promise<SavedFile>;
  /** Drops files on the middle of the window. */
  drop(paths: readonly string[]): Promise<void>;
  /** Ends the host and all that it started. Resolves when that is gone. */
  close(): Promise<void>;
}

/** SwiftShader draws the scene, so that its pixels are the same everywhere; nothing is fetched in the background. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

/** A camera that shows a picture of Chromium's own. */
export const CAMERA_ARGUMENTS = {
  allowed: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  refused: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny'],
} as const;

export const DEFAULT_VIEWPORT = { width: 1280, height: 800 } as const;

/** The command line for what to open. */
export const openArguments = ({ images = [], model }: OpenOptions): string[] => [
  ...images.flatMap((path) => ['--open', path]),
  ...(model ? ['--model', model] : []),
];

export const engineMain = join(root, 'engine', 'main.ts');
