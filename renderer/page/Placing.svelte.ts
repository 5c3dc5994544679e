import { EngineError } from '../../protocol/EngineError.ts';
import { firstFolder, isOpened, rememberFolder } from './firstFolder.ts';
import type { Page } from './Page.svelte.ts';

interface Placed {
  readonly workspace: Page['workspace'];
  /** What it is called unless a person says otherwise. */
  ownName(): string;
  /** '.csv'; '' for a folder. */
  extension(): string;
}

/** Where something that is taken away goes: a folder, and a name in it that nothing else has, or that may be replaced. */
export class Placing {
  readonly #of: Placed;
  folder = $state('');
  /** A person's own name, null while it follows what is taken. */
  #typedName = $state<string | null>(null);
  /** The file that a person has agreed to replace, in the system's dialog. */
  #agreed = $state<string | null>(null);
  /** The page's own list of folders is shown, where there is no dialog of the system. */
  isChoosing = $state(false);
  problem = $state<string | null>(null);

  /** Begins in the folder that something went to last, else near the images. */
  constructor(of: Placed) {
    this.#of = of;
    firstFolder(this.browse, this.#opened).then(
      (first) => (this.folder ||= first),
      (error: unknown) => (this.problem = EngineError.toData(error).message),
    );
  }

  readonly name = $derived.by(() => this.#typedName ?? this.#of.ownName());
  readonly #place = $derived.by(() => `${this.folder}\n${this.name}${this.#of.extension()}`);

  /** Why nothing can go there, in words; null where it can. */
  readonly whyNot = $derived.by(() =>
    isOpened(this.folder, this.#opened)
      ? `“${this.folder}” is among the images that are open, which are only ever read. Choose another folder.`
      : null,
  );

  readonly canStart = $derived.by(
    () => this.folder !== '' && this.name.trim() !== '' && this.whyNot === null,
  );

  /** Whether the file of that name may be replaced. */
  get replace(): boolean {
    return this.#agreed === this.#place;
  }

  readonly browse = (path: string | null) => this.#of.workspace.connection.call('browse', path);

  typeName(name: string): void {
    this.#typedName = name;
  }

  /** Asks for another place, by the system's dialog where there is one. */
  async choose(): Promise<void> {
    this.problem = null;
    const host = window.hourglassHost;
    const extension = this.#of.extension();
    if (!host) this.isChoosing = true;
    else if (extension === '') this.folder = (await host.openFolderDialog()) ?? this.folder;
    else {
      const chosen = await host.saveFileDialog({ folder: this.folder, name: `${this.name}${extension}` });
      if (!chosen) return;
      this.folder = chosen.folder;
      this.#typedName = chosen.name.toLowerCase().endsWith(extension)
        ? chosen.name.slice(0, -extension.length)
        : chosen.name;
      this.#agreed = this.#place;
    }
  }

  choseFolder(folder: string): void {
    this.folder = folder;
    this.isChoosing = false;
  }

  /**
   * Starts what writes there, and keeps the folder for the next time.
   * @returns what it resolves to; null where it failed, which `problem` says
   */
  async start<T>(starting: () => Promise<T>): Promise<T | null> {
    this.problem = null;
    try {
      const started = await starting();
      rememberFolder(this.folder);
      return started;
    } catch (error) {
      this.problem = EngineError.toData(error).message;
      return null;
    }
  }

  get #opened(): readonly string[] {
    return this.#of.workspace.collection?.paths ?? [];
  }
}
