import { addPath, emptyPath } from '../../document/pathEdits.ts';
import { wholePath } from './lacks.ts';
import { PathPlayer } from './PathPlayer.svelte.ts';
import { PathWork, type PathWorkParts } from './PathWork.svelte.ts';
import type { HourglassDocument } from '../../../protocol/document.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** Which of the document's paths is on the timeline, where one is on it, and what the engine works out of it. */
export class PathDesk {
  readonly player: PathPlayer;
  readonly work: PathWork;
  readonly #page: Page;
  #chosen = $state('');

  constructor(page: Page) {
    this.#page = page;
    const whole = () => this.whole;
    this.player = new PathPlayer({
      connection: page.workspace.connection,
      get path() {
        return whole();
      },
      notify: (error) => page.notices.notify(error),
    });
    this.work = new PathWork(workParts(page), () => (this.whole ? this.path : null));
  }

  /** The one that was chosen, else the newest. */
  readonly path = $derived.by(() => {
    const { paths } = this.#page.document;
    return paths.find(({ id }) => id === this.#chosen) ?? paths.at(-1) ?? null;
  });

  /** The same where it can be gone along, in the latent space that is open. */
  readonly whole = $derived.by(() => {
    const whole = this.path && wholePath(this.path);
    return whole?.keyframes[0]?.z.length === this.#page.workspace.model?.latentSize ? whole : null;
  });

  choose(id: string): void {
    this.#chosen = id;
    this.player.pause();
    this.player.seek(0);
  }

  /** A name that no path has yet. */
  nextName(): string {
    const numbers = this.#page.document.paths.map(({ name }) => Number(/^Path (\d+)$/.exec(name)?.[1] ?? 0));
    return `Path ${Math.max(0, ...numbers) + 1}`;
  }

  /**
   * Makes an edit of the path that is on the timeline; of a new one where there is none.
   * @param label what undo takes back
   */
  edit(label: string, change: (document: HourglassDocument, id: string) => HourglassDocument): void {
    const id = this.path?.id ?? `path-${crypto.randomUUID()}`;
    const isNew = this.path === null;
    const name = this.nextName();
    this.#page.document.edit(label, (before) =>
      change(isNew ? addPath(before, emptyPath(id, name)) : before, id),
    );
  }
}

function workParts(page: Pick<Page, 'commands' | 'document' | 'notices' | 'workspace'>): PathWorkParts {
  const { document, notices, commands, workspace } = page;
  const { connection } = workspace;
  return {
    document,
    get jobs() {
      return workspace.jobs;
    },
    get isUsable() {
      return workspace.status === 'open' && workspace.model?.hasDecoder === true && workspace.live === null;
    },
    start: (path, constantSpeed) => {
      const collection = workspace.collection?.id ?? '';
      return connection.call('startOperation', 'interpolate', { collection, path, constantSpeed });
    },
    cancel: async (id) => {
      await connection.call('cancelJob', id).catch(() => undefined);
      await connection.call('dismissJob', id).catch(() => undefined);
    },
    dismiss: (id) => commands.execute('dismiss-job', id),
    say: (words) => notices.say(words),
  };
}

const desks = new WeakMap<Page, PathDesk>();

/** The page's own. */
export function deskOf(page: Page): PathDesk {
  const known = desks.get(page) ?? new PathDesk(page);
  desks.set(page, known);
  return known;
}
