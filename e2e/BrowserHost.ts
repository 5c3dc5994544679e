import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { installedTestBrowser } from '../scripts/testBrowser.ts';
import {
  CAMERA_ARGUMENTS,
  CHROMIUM_ARGUMENTS,
  DEFAULT_VIEWPORT,
  type Host,
  type OpenOptions,
  type SavedFile,
} from './Host.ts';
import type { StartedEngine } from './StartedEngine.ts';

/** The page in Chromium, the engine beside it: asks for paths in the page's own folder browser, saves as downloads. */
export class BrowserHost implements Host {
  readonly name = 'browser';
  readonly page: Page;
  readonly #browser: Browser;
  readonly #engine: StartedEngine;

  private constructor(page: Page, browser: Browser, engine: StartedEngine) {
    this.page = page;
    this.#browser = browser;
    this.#engine = engine;
  }

  /**
   * @param engine is the host's from now on: it is stopped with the host, or where that cannot be opened
   * @param onPage sees the page before anything is loaded in it
   */
  static async open(
    options: OpenOptions,
    engine: StartedEngine,
    onPage: (page: Page) => void,
  ): Promise<BrowserHost> {
    let browser: Browser | null = null;
    try {
      const executablePath = installedTestBrowser() ?? chromium.executablePath();
      const args = [...CHROMIUM_ARGUMENTS, ...(options.camera ? CAMERA_ARGUMENTS[options.camera] : [])];
      browser = await chromium.launch({ executablePath, args });
      const page = await browser.newPage({
        viewport: options.viewport ?? DEFAULT_VIEWPORT,
        colorScheme: options.colorScheme ?? 'dark',
        ...(options.touch && { hasTouch: true, isMobile: true }),
        // A browser with a window lets whoever has just pressed a key write.
        permissions: ['clipboard-write'],
      });
      onPage(page);
      await page.goto(engine.url);
      return new BrowserHost(page, browser, engine);
    } catch (error) {
      await browser?.close();
      await engine.stop();
      throw error;
    }
  }

  enginePid(): number {
    return this.#engine.pid();
  }

  async choose(button: string, path: string): Promise<void> {
    await this.page.getByRole('button', { name: button }).click();
    const field = this.page.getByRole('textbox', { name: 'Path' });
    await field.fill(path);
    await field.press('Enter');
    if (statSync(path).isDirectory()) {
      await this.page.getByRole('button', { name: /this folder$/ }).click();
    }
  }

  async save(act: () => Promise<void>): Promise<SavedFile> {
    const event = this.page.waitForEvent('download');
    await act();
    const download = await event;
    return { name: download.suggestedFilename(), path: await download.path() };
  }

  /** As another page hands files over: without entries in a file system. */
  async drop(paths: readonly string[]): Promise<void> {
    // Bytes cross to the page as text: as a list of numbers a model would take most of a minute.
    const files = paths.map((path) => ({ name: basename(path), base64: readFileSync(path, 'base64') }));
    const transfer = await this.page.evaluateHandle((given) => {
      const dropped = new DataTransfer();
      for (const { name, base64 } of given) {
        dropped.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
      }
      return dropped;
    }, files);
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await this.page.dispatchEvent('body', type, { dataTransfer: transfer });
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#engine.stop();
  }
}
