/** Hourglass as a test or a benchmark sees it: started in a host, driven with a real pointer, watched for errors. */
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { _electron, chromium, expect, type Browser, type Page } from '@playwright/test';
import type {} from '../renderer/automation.ts';
import { EngineSupervisor } from '../engine/supervisor/EngineSupervisor.ts';
import { findChromium } from '../scripts/hosts.ts';

export const root = resolve(import.meta.dirname, '..');
export type HostName = 'browser' | 'electron';

/** What to open at the start; nothing is the first start of a newcomer. */
export interface OpenOptions {
  images?: string[];
  model?: string;
  colorScheme?: 'dark' | 'light';
  viewport?: { width: number; height: number };
  /** A data folder to start in, for a second start. A fresh one when absent. */
  dataFolder?: string;
}

/** SwiftShader draws the scene where there is no GPU; nothing is fetched in the background. */
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

export interface Probe {
  z: number[];
  width: number;
  height: number;
  rgba: number[];
}

export class App {
  readonly page: Page;
  readonly host: HostName;
  readonly dataFolder: string;
  readonly #enginePid: () => number;
  readonly #close: () => Promise<void>;
  readonly #errors: string[] = [];
  #expected: RegExp[] = [];

  constructor(
    page: Page,
    host: HostName,
    dataFolder: string,
    enginePid: () => number,
    close: () => Promise<void>,
  ) {
    this.page = page;
    this.host = host;
    this.dataFolder = dataFolder;
    this.#enginePid = enginePid;
    this.#close = close;
    page.on('console', (message) => {
      if (message.type() === 'error') this.#errors.push(message.text());
    });
    page.on('pageerror', (error) => this.#errors.push(String(error)));
  }

  /** Lets errors of this kind pass: a test that kills the engine expects a lost connection. */
  expectErrors(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  async close(): Promise<void> {
    const unexpected = this.#errors.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
    await this.#close();
    expect(unexpected, 'errors on the console').toEqual([]);
  }

  /** Kills the engine as a crash would. Its supervisor starts it again. */
  killEngine(): void {
    process.kill(this.#enginePid(), 'SIGKILL');
  }

  ready(): Promise<void> {
    return this.page.evaluate(() => window.hourglass!.ready);
  }

  state() {
    return this.page.evaluate(() => window.hourglass!.state());
  }

  /** Waits for a collection of at least this many points whose encoding has ended. */
  async collectionReady(pointCount = 1): Promise<void> {
    await this.page.waitForFunction((count) => {
      const { collection, pointCount: points } = window.hourglass!.state();
      return points >= count && collection !== null && collection.state !== 'encoding';
    }, pointCount);
  }

  screenPosition(index: number): Promise<{ x: number; y: number; visible: boolean }> {
    return this.page.evaluate((at) => window.hourglass!.screenPosition(at), index);
  }

  async probe(): Promise<Probe | null> {
    return this.page.evaluate(() => {
      const probe = window.hourglass!.probe();
      return probe && { ...probe, z: [...probe.z], rgba: [...probe.rgba] };
    });
  }

  timings() {
    return this.page.evaluate(() => window.hourglass!.timings());
  }

  /** Waits until the scene rests: flights, uploads and frames have ended. */
  async still(): Promise<void> {
    await this.page.waitForFunction(() => window.hourglass!.state().settled);
  }

  /** An image that a pointer can take, well inside the window so that there is room to drag it. */
  async grabbable(): Promise<{ index: number; x: number; y: number }> {
    await this.still();
    const { pointCount } = await this.state();
    const { width, height } = this.page.viewportSize() ?? { width: 1280, height: 800 };
    for (let index = 0; index < pointCount; index++) {
      const { x, y, visible } = await this.screenPosition(index);
      const central = x > width * 0.3 && x < width * 0.65 && y > height * 0.25 && y < height * 0.7;
      if (visible && central) return { index, x, y };
    }
    throw new Error('No image can be grabbed: none is on screen and in front.');
  }

  /** Drags with the real pointer, in steps, and leaves the button down unless told to release. */
  async drag(
    from: { x: number; y: number },
    dx: number,
    dy: number,
    { release = true, steps = 12 } = {},
  ): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + dx, from.y + dy, { steps });
    if (release) await this.page.mouse.up();
  }
}

export async function openInBrowser(options: OpenOptions, dataFolder: string): Promise<App> {
  const supervisor = new EngineSupervisor({
    nodePath: process.execPath,
    mainPath: join(root, 'engine', 'main.ts'),
    args: ['--host-name', 'browser', '--data', dataFolder],
    firstArgs: openArguments(options),
  });
  const { url } = await supervisor.start();
  let browser: Browser | null = null;
  try {
    const executablePath = process.env.HOURGLASS_BROWSER ?? findChromium() ?? chromium.executablePath();
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
    const page = await browser.newPage({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      colorScheme: options.colorScheme ?? 'dark',
    });
    const app = new App(
      page,
      'browser',
      dataFolder,
      () => supervisor.address?.pid ?? -1,
      async () => {
        await browser?.close();
        await supervisor.stop();
      },
    );
    await page.goto(url);
    return app;
  } catch (error) {
    await browser?.close();
    await supervisor.stop();
    throw error;
  }
}

export async function openInElectron(
  executablePath: string,
  options: OpenOptions,
  dataFolder: string,
): Promise<App> {
  const application = await _electron.launch({
    executablePath,
    args: [root, '--no-sandbox', '--data', dataFolder, ...openArguments(options)],
  });
  const page = await application.firstWindow();
  await page.emulateMedia({ colorScheme: options.colorScheme ?? 'dark' });
  const shellPid = application.process().pid;
  const enginePid = () =>
    Number(execFileSync('pgrep', ['-P', String(shellPid), '-f', 'engine/main.ts'], { encoding: 'utf8' }));
  return new App(page, 'electron', dataFolder, enginePid, () => application.close());
}

const openArguments = ({ images = [], model }: OpenOptions): string[] => [
  ...images.flatMap((path) => ['--open', path]),
  ...(model ? ['--model', model] : []),
];
