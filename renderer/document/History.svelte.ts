import type { DecodedImage } from './DecodedImage.ts';
import type { Probe, ProbeOrigin } from './DecodedPoint.ts';

interface Edit {
  /** What undo takes back, in words: 'move Point 2'. */
  readonly label: string;
  readonly before: readonly Probe[];
  readonly after: readonly Probe[];
}

/** More edits than a sitting makes; each holds a list of references and the images they alone keep alive. */
const HISTORY_LIMIT = 500;

/**
 * The decoded points and every edit made to them. An edit replaces the list; undo and redo put lists back. A move in
 * progress shows at once and becomes one edit when it is committed.
 */
export class ProbeHistory {
  #list = $state.raw<readonly Probe[]>([]);
  #moving = $state.raw<{ probe: Probe; isNew: boolean } | null>(null);
  #past = $state.raw<readonly Edit[]>([]);
  #future = $state.raw<readonly Edit[]>([]);
  #created = 0;
  #revision = $state(0);

  /** Grows when points come, go, are renamed or are put back, but not while one is moved: moves are the scene's hot path. */
  get revision(): number {
    return this.#revision;
  }

  /** The points as they are shown: with the one being moved where the hand has it. */
  readonly shown = $derived.by((): readonly Probe[] => {
    const moving = this.#moving;
    if (!moving) return this.#list;
    if (moving.isNew) return [...this.#list, moving.probe];
    return this.#list.map((probe) => (probe.id === moving.probe.id ? moving.probe : probe));
  });

  get movingId(): string | null {
    return this.#moving?.probe.id ?? null;
  }

  /** What undo and redo would do, in words, or null. */
  get undoLabel(): string | null {
    return this.#past.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.#future.at(-1)?.label ?? null;
  }

  find(id: string): Probe | null {
    return this.shown.find((probe) => probe.id === id) ?? null;
  }

  /** Begins a new point at the origin's z. It is kept by commitMove, gone after abandonMove. Returns its id. */
  beginNew(origin: ProbeOrigin): string {
    this.commitMove();
    const id = `probe-${++this.#created}`;
    const probe: Probe = { id, name: `Point ${this.#created}`, z: origin.z, origin, image: null };
    this.#moving = { probe, isNew: true };
    this.#revision++;
    return id;
  }

  /** Begins moving an existing point. */
  beginMove(id: string): void {
    if (this.#moving?.probe.id === id) return;
    this.commitMove();
    const probe = this.find(id);
    if (probe) this.#moving = { probe, isNew: false };
  }

  /** @param z [D] float32, owned by the probe from now on */
  moveTo(z: Float32Array): void {
    const moving = this.#moving;
    if (moving) this.#moving = { ...moving, probe: { ...moving.probe, z } };
  }

  /** Makes the move in progress one edit. A point that is still where it was, or where its image is, is none. */
  commitMove(): void {
    const moving = this.#moving;
    if (!moving) return;
    const list = this.shown;
    const before = this.#list.find((probe) => probe.id === moving.probe.id);
    const { origin } = moving.probe;
    const start = moving.isNew && origin.kind === 'image' ? origin.z : before?.z;
    this.#moving = null;
    this.#revision++;
    if (start && sameValues(start, moving.probe.z)) return;
    this.#edit(moving.isNew ? `add ${moving.probe.name}` : `move ${moving.probe.name}`, list);
  }

  /** Puts the point in progress back where it was. */
  abandonMove(): void {
    if (!this.#moving) return;
    this.#moving = null;
    this.#revision++;
  }

  rename(id: string, name: string): void {
    const probe = this.find(id);
    const trimmed = name.trim();
    if (!probe || !trimmed || trimmed === probe.name) return;
    this.#edit(
      `rename ${probe.name}`,
      this.#list.map((each) => (each.id === id ? { ...each, name: trimmed } : each)),
    );
  }

  delete(id: string): void {
    if (this.movingId === id) this.abandonMove();
    const probe = this.find(id);
    if (!probe) return;
    this.#edit(
      `delete ${probe.name}`,
      this.#list.filter((each) => each.id !== id),
    );
  }

  /** Shows what the decoder drew for a probe; not an edit. Images of a z the probe has left replace older ones only. */
  setImage(id: string, image: DecodedImage): void {
    const moving = this.#moving;
    if (moving?.probe.id === id) {
      this.#moving = { ...moving, probe: { ...moving.probe, image } };
      return;
    }
    const withImage = (list: readonly Probe[]) =>
      list.map((probe) => (probe.id === id && sameValues(probe.z, image.z) ? { ...probe, image } : probe));
    this.#list = withImage(this.#list);
    // The list is also the newest edit's result: redo must bring the image back with it.
    const newest = this.#past.at(-1);
    if (newest) this.#past = [...this.#past.slice(0, -1), { ...newest, after: this.#list }];
  }

  undo(): void {
    this.commitMove();
    const edit = this.#past.at(-1);
    if (!edit) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, { ...edit, after: this.#list }];
    this.#list = edit.before;
    this.#revision++;
  }

  redo(): void {
    this.commitMove();
    const edit = this.#future.at(-1);
    if (!edit) return;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, { ...edit, before: this.#list }];
    this.#list = edit.after;
    this.#revision++;
  }

  /** Forgets points and history: another model's latent space is open now. */
  clear(): void {
    this.#list = [];
    this.#moving = null;
    this.#past = [];
    this.#future = [];
    this.#created = 0;
    this.#revision++;
  }

  #edit(label: string, after: readonly Probe[]): void {
    this.#past = [...this.#past, { label, before: this.#list, after }].slice(-HISTORY_LIMIT);
    this.#future = [];
    this.#list = after;
    this.#revision++;
  }
}

function sameValues(a: Float32Array, b: Float32Array): boolean {
  return a === b || (a.length === b.length && a.every((value, at) => value === b[at]));
}
