/** Hourglass as a test or a benchmark sees it: started in a host, driven with a real pointer, watched for errors. */
import { expect, type Page } from '@playwright/test';
import type {} from '../renderer/automation.ts';
import { BrowserHost } from './BrowserHost.ts';
import { ConsoleErrors } from './ConsoleErrors.ts';
import { ElectronHost } from './ElectronHost.ts';
import { DEFAULT_VIEWPORT, type Host, type OpenOptions } from './Host.ts';
import { supervisedEngine } from './StartedEngine.ts';

export interface Probe {
  z: number[];
  width: number;
  height: number;
  rgba: number[];
}

export class App<InHost extends Host = Host> {
  readonly host: InHost;
  readonly page: Page;
  readonly dataFolder: string;
  readonly #viewport: { width: number; height: number };
  readonly #errors: ConsoleErrors;
  #closed = false;

  constructor(host: InHost, errors: ConsoleErrors, options: OpenOptions, dataFolder: string) {
    this.host = host;
    this.page = host.page;
    this.dataFolder = dataFolder;
    this.#viewport = options.viewport ?? DEFAULT_VIEWPORT;
    this.#errors = errors;
  }

  /** Lets errors of this kind pass: a test that kills the engine expects a lost connection. */
  expectErrors(pattern: RegExp): void {
    this.#errors.expected(pattern);
  }

  /** Ends it; the second time does nothing. Errors that the page told of and nobody expected fail the test. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const unexpected = this.#errors.unexpected();
    await this.host.close();
    expect(unexpected, 'errors on the console').toEqual([]);
  }

  /** Kills the engine as a crash would. Its supervisor starts it again. */
  killEngine(): void {
    process.kill(this.host.enginePid(), 'SIGKILL');
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

  /** The scene between the panels, as PNG. */
  scenePicture(): Promise<Buffer> {
    return this.page.screenshot({ clip: { x: 340, y: 40, width: 600, height: 300 } });
  }

  /** An image that a pointer can take, well inside the window so that there is room to drag it. */
  async grabbable(): Promise<{ index: number; x: number; y: number }> {
    await this.still();
    const found = await this.page.evaluate(({ width, height }) => {
      const { state, screenPosition } = window.hourglass!;
      const { pointCount } = state();
      for (let index = 0; index < pointCount; index++) {
        const { x, y, visible } = screenPosition(index);
        const isCentral = x > width * 0.3 && x < width * 0.65 && y > height * 0.25 && y < height * 0.7;
        if (visible && isCentral) return { index, x, y };
      }
      return null;
    }, this.#viewport);
    if (found) return found;
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

/** @param engine what starts it; a supervisor in this process when absent */
export async function openInBrowser(
  options: OpenOptions,
  dataFolder: string,
  engine = supervisedEngine(options, dataFolder),
): Promise<App<BrowserHost>> {
  const errors = new ConsoleErrors();
  const host = await BrowserHost.open(options, await engine, (page) => errors.watch(page));
  return new App(host, errors, options, dataFolder);
}

export async function openInElectron(
  executablePath: string,
  options: OpenOptions,
  dataFolder: string,
): Promise<App<ElectronHost>> {
  const errors = new ConsoleErrors();
  const host = await ElectronHost.open(executablePath, options, dataFolder, (page) => errors.watch(page));
  return new App(host, errors, options, dataFolder);
}
