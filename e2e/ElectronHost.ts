import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { _electron, expect, type ElectronApplication, type Page } from '@playwright/test';
import type {} from '../renderer/automation.ts';
import {
  CHROMIUM_ARGUMENTS,
  DEFAULT_VIEWPORT,
  openArguments,
  root,
  type Host,
  type OpenOptions,
  type SavedFile,
} from './Host.ts';
import { endByForce, processTree, stillRunning } from './processTree.ts';

/** What has not ended after this long is ended by force, and the test fails. */
const CLOSE_TIMEOUT_MS = 15_000;

/** The desktop shell. Its native dialogs are answered in its main process, its window is as large as the browser's page. */
export class ElectronHost implements Host {
  readonly name = 'electron';
  readonly page: Page;
  readonly application: ElectronApplication;
  readonly #executablePath: string;
  readonly #dataFolder: string;
  /** Where the dialogs say that files are saved. */
  readonly #saveFolder = mkdtempSync(join(tmpdir(), 'hourglass-saved-'));

  private constructor(
    application: ElectronApplication,
    page: Page,
    executablePath: string,
    dataFolder: string,
  ) {
    this.application = application;
    this.page = page;
    this.#executablePath = executablePath;
    this.#dataFolder = dataFolder;
  }

  /** @param onPage sees the page as early as the shell shows it to a debugger */
  static async open(
    executablePath: string,
    options: OpenOptions,
    dataFolder: string,
    onPage: (page: Page) => void,
  ): Promise<ElectronHost> {
    const application = await _electron.launch({
      executablePath,
      args: shellArguments(options, dataFolder),
    });
    let printed = '';
    application.process().stderr?.on('data', (bytes: Buffer) => (printed = (printed + bytes).slice(-4000)));
    try {
      const page = await application.firstWindow();
      onPage(page);
      await page.emulateMedia({ colorScheme: options.colorScheme ?? 'dark' });
      await fitWindow(application, options.viewport ?? DEFAULT_VIEWPORT);
      // The window is there before its page is. Asked for by the clock: a window that draws nothing must fail in words.
      await page.waitForFunction(() => window.hourglass !== undefined, undefined, { polling: 100 });
      return new ElectronHost(application, page, executablePath, dataFolder);
    } catch (error) {
      await endApplication(application);
      throw new Error(`The shell did not show its page. It printed:\n${printed}`, { cause: error });
    }
  }

  enginePid(): number {
    const engine = processTree(this.#shellPid).find(({ command }) => command.includes('engine/main.ts'));
    if (!engine) throw new Error('The shell has no engine now.');
    return engine.pid;
  }

  choose(button: string, path: string): Promise<void> {
    return this.answerOpenDialog([path], () => this.page.getByRole('button', { name: button }).click());
  }

  /** Does what asks by a native open dialog, and answers with these paths; none is a person who cancels. */
  async answerOpenDialog(paths: readonly string[], act: () => Promise<void>): Promise<void> {
    const asking = await this.application.evaluateHandle(
      ({ dialog }, filePaths) => {
        const original = dialog.showOpenDialog;
        const answered = new Promise<void>((resolve) => {
          dialog.showOpenDialog = () => {
            dialog.showOpenDialog = original;
            resolve();
            return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
          };
        });
        return { answered };
      },
      [...paths],
    );
    await act();
    await asking.evaluate(({ answered }) => answered);
  }

  /** Takes the choice in the application menu whose label begins so. */
  async chooseInMenu(label: string): Promise<void> {
    await this.application.evaluate(({ Menu }, wanted) => {
      const all = (items: Electron.MenuItem[]): Electron.MenuItem[] =>
        items.flatMap((item) => [item, ...all(item.submenu?.items ?? [])]);
      const choices = all(Menu.getApplicationMenu()?.items ?? []);
      const choice = choices.find((item) => item.label.startsWith(wanted) && !item.submenu);
      if (!choice) throw new Error(`The menu has no choice "${wanted}".`);
      choice.click();
    }, label);
  }

  /** Starts the shell once more on the same data folder, and waits until that start has ended. Resolves to its exit code. */
  startAgain(options: OpenOptions): Promise<number | null> {
    const again = spawn(this.#executablePath, shellArguments(options, this.#dataFolder), { stdio: 'ignore' });
    return new Promise((resolve, reject) => {
      again.once('error', reject).once('exit', resolve);
    });
  }

  async save(act: () => Promise<void>): Promise<SavedFile> {
    // The dialog is Electron's own, from options that the shell sets: a path that is set keeps it away.
    const saving = await this.application.evaluateHandle(({ session }, folder) => {
      const saved = new Promise<{ defaultPath: string; path: string }>((resolve, reject) => {
        session.defaultSession.once('will-download', (_event, item) => {
          const { defaultPath = '' } = item.getSaveDialogOptions();
          const path = `${folder}/${item.getFilename()}`;
          item.setSavePath(path);
          item.once('done', (_done, state) =>
            state === 'completed' ? resolve({ defaultPath, path }) : reject(new Error(state)),
          );
        });
      });
      return { saved };
    }, this.#saveFolder);
    await act();
    const { defaultPath, path } = await saving.evaluate(({ saved }) => saved);
    return { name: basename(defaultPath), path };
  }

  /** From the file manager: with paths, as only a debugger's drag or a hand can give them. */
  async drop(paths: readonly string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const { width, height } = DEFAULT_VIEWPORT;
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
    }
    await session.detach();
  }

  async close(): Promise<void> {
    rmSync(this.#saveFolder, { recursive: true, force: true });
    await endApplication(this.application);
  }

  get #shellPid(): number {
    return this.application.process().pid ?? -1;
  }
}

/** The shell's command line, for a start and for a second one on the same data folder. */
const shellArguments = (options: OpenOptions, dataFolder: string): string[] => [
  root,
  ...CHROMIUM_ARGUMENTS,
  '--data',
  dataFolder,
  ...openArguments(options),
];

/** As large as the browser's page, and out of reach of the display's own pointer: only the test's hand points. */
async function fitWindow(
  application: ElectronApplication,
  size: { width: number; height: number },
): Promise<void> {
  await application.evaluate(({ BrowserWindow }, { width, height }) => {
    for (const window of BrowserWindow.getAllWindows()) {
      window.setContentSize(width, height);
      window.setIgnoreMouseEvents(true);
    }
  }, size);
}

/** Closes the application, and ends by force what is left of it. */
async function endApplication(application: ElectronApplication): Promise<void> {
  const { pid } = application.process();
  const processes = pid === undefined ? [] : processTree(pid);
  const closed = application.close().catch(() => {});
  try {
    await expect
      .poll(() => stillRunning(processes).map(({ command }) => command), {
        message: 'what the shell started and left behind',
        timeout: CLOSE_TIMEOUT_MS,
      })
      .toEqual([]);
  } finally {
    endByForce(processes);
    await closed;
  }
}
