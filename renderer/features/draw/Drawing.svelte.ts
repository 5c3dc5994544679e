import { CollectionGone } from '../../connection/fetchOfCollection.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { LatencyMeter, type LatencySummary } from '../../drag/LatencyMeter.ts';
import { LatestWins } from '../../drag/LatestWins.ts';
import { isDarkGround } from './isDarkGround.ts';
import { Paper } from './Paper.ts';
import type { ShownEncodedImage } from '../../../protocol/codecs/drawingFrame.ts';
import type { PointOrigin } from '../../../protocol/document.ts';
import type { fetchDrawing } from '../../connection/fetchDrawing.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { BrushSample, Ink } from './Mark.ts';

export type DrawingContext = Pick<Page, 'workspace' | 'points' | 'document' | 'tiles' | 'rows'>;

interface Asked {
  revision: number;
  /** Time of the hand's movement, as performance.now() counts. */
  stampMs: number;
}

/**
 * A drawing and its point: encoded as one draws, latest wins, one in flight; the point moves with it, and each stroke is one edit of
 * the document, made when the z of its end has arrived.
 */
export class Drawing {
  readonly paper: Paper;
  /** Marks on the paper. */
  markCount = $state(0);
  /** What the model sees, its z, and what is drawn there; null before the first answer. */
  shown = $state.raw<ShownEncodedImage | null>(null);
  /** Why the newest was not encoded; '' where it was. */
  failure = $state('');
  /** From the hand's movement to its point, and on to the frame that shows it, ms. */
  toPoint = $state.raw<LatencySummary>({ count: 0, p50: 0, p95: 0 });
  toFrame = $state.raw<LatencySummary>({ count: 0, p50: 0, p95: 0 });
  isDark = $state(true);
  readonly #context: DrawingContext;
  readonly #fetch: typeof fetchDrawing;
  readonly #line: LatestWins<Asked, { image: ShownEncodedImage; revision: number }>;
  readonly #pointMeter = new LatencyMeter();
  readonly #frameMeter = new LatencyMeter();
  /** Model and collection that it is of. */
  #of = '';
  /** Its point, once there is one. */
  #pointId: string | null = null;
  #name = '';
  #revision = 0;
  #encoded = 0;
  #isStroking = false;
  /** Ink and ground are those of the collection's images, or are being found. */
  #isGroundChosen = false;
  /** A person has chosen them. */
  #isSwitched = false;

  constructor(context: DrawingContext, fetch: typeof fetchDrawing, paper = new Paper()) {
    this.#context = context;
    this.#fetch = fetch;
    this.paper = paper;
    this.#line = new LatestWins(
      () => this.#encode(),
      ({ image, revision }, { stampMs }) => this.#take(image, revision, stampMs),
      (error) => {
        if (!(error instanceof CollectionGone)) this.failure = EngineError.toData(error).message;
      },
    );
  }

  /** Whether its z is the encoder's, as one draws. */
  get isEncoded(): boolean {
    const { model, live } = this.#context.workspace;
    return model?.hasEncoder === true && model.hasDecoder && live === null;
  }

  get pointId(): string | null {
    return this.#pointId;
  }

  /** Follows what is open: another model, or another collection, begins with an empty paper. */
  follow(): void {
    const { rows } = this.#context;
    const { model, collection, looks } = this.#context.workspace;
    const of = `${collection?.id ?? ''} ${model?.hash ?? ''}`;
    if (of !== this.#of && model) {
      this.#of = of;
      this.paper.reset(model.json.image);
      this.#begin();
      this.#isGroundChosen = false;
    }
    if (!this.#isGroundChosen && rows.loadedCount > 0) {
      this.#isGroundChosen = true;
      void this.#findGround();
    }
    this.paper.setLooks({ isDark: this.isDark, ...looks });
  }

  /** Light on dark, or dark on light. */
  setGround(isDark: boolean): void {
    this.#isSwitched = true;
    this.#setGround(isDark);
    if (this.markCount > 0) this.#changed(performance.now());
  }

  begin(ink: Ink, first: BrushSample, stampMs: number): void {
    this.#isStroking = true;
    this.paper.begin(ink, first);
    this.#changed(stampMs);
  }

  extend(samples: readonly BrushSample[], stampMs: number): void {
    if (!this.#isStroking) return;
    for (const sample of samples) this.paper.extend(sample);
    this.#changed(stampMs);
  }

  end(): void {
    if (!this.#isStroking) return;
    this.#isStroking = false;
    this.#commit();
  }

  put(image: ImageBitmap): void {
    this.paper.put(image);
    this.#changed(performance.now());
  }

  /** Takes the last stroke off the paper, or the picture. */
  undo(): void {
    if (this.#isStroking || this.markCount === 0) return;
    this.paper.undo();
    this.#changed(performance.now());
  }

  /** Empties the paper; the point stays until there is something to draw again. */
  clear(): void {
    this.paper.clear();
    this.#changed(performance.now());
  }

  /** Leaves the point where it is, and begins another drawing. */
  keep(): void {
    if (this.#isHeld) this.#context.points.commitMove();
    this.paper.clear();
    this.#begin();
  }

  /**
   * Puts its point at a z that was found for it.
   * @param encoded what the encoder says of it; what was found where there is none
   */
  place(image: ShownEncodedImage, encoded: Float32Array): void {
    this.#move(image.z, encoded, performance.now());
    this.#context.points.commitMove();
    this.shown = image;
  }

  get #isHeld(): boolean {
    const { points } = this.#context;
    return points.isMoving && points.selected?.kind === 'probe' && points.selected.id === this.#pointId;
  }

  #begin(): void {
    this.#line.cancel();
    this.#pointId = null;
    this.#name = '';
    this.#isStroking = false;
    this.#encoded = ++this.#revision;
    this.shown = null;
    this.failure = '';
    this.markCount = this.paper.marks.length;
  }

  #changed(stampMs: number): void {
    const revision = ++this.#revision;
    this.markCount = this.paper.marks.length;
    if (this.markCount === 0) {
      this.#line.cancel();
      this.shown = null;
    } else if (this.isEncoded) this.#line.submit({ revision, stampMs });
    else this.shown = null;
  }

  async #encode(): Promise<{ image: ShownEncodedImage; revision: number }> {
    // What is on the paper now, which may be newer than what asked.
    const revision = this.#revision;
    const id = this.#context.workspace.collection?.id ?? '';
    return { image: await this.#fetch(id, this.paper.picture()), revision };
  }

  #take(image: ShownEncodedImage, revision: number, stampMs: number): void {
    if (this.markCount === 0) return;
    this.failure = '';
    this.shown = image;
    this.#encoded = revision;
    this.#move(image.z, image.z, stampMs);
    this.#pointMeter.add(performance.now() - stampMs);
    this.toPoint = this.#pointMeter.summary();
    requestAnimationFrame(() => {
      this.#frameMeter.add(performance.now() - stampMs);
      this.toFrame = this.#frameMeter.summary();
    });
    this.#commit();
  }

  /** Once the stroke is over and its end encoded. */
  #commit(): void {
    if (!this.#isStroking && this.#encoded === this.#revision && this.#isHeld)
      this.#context.points.commitMove();
  }

  #move(z: Float32Array, encoded: Float32Array, stampMs: number): void {
    const { points, document } = this.#context;
    const drawn = document.points.filter(({ origin }) => origin.kind === 'drawing').length;
    this.#name ||= `drawing ${drawn + 1}`;
    const origin: PointOrigin = { kind: 'drawing', name: this.#name, z: [...encoded] };
    const id = this.#pointId;
    // Undone or deleted, it is made again.
    if (id === null || !points.find(id) || !points.beginMove({ kind: 'probe', id })) {
      this.#pointId = points.beginPoint(origin);
    }
    points.moveTo(Float32Array.from(z), stampMs, origin);
  }

  async #findGround(): Promise<void> {
    const of = this.#of;
    const { tiles, rows } = this.#context;
    try {
      const isDark = await isDarkGround(tiles, rows.loadedCount);
      // Who has begun by then, or switched it, sees nothing change.
      if (of === this.#of && this.markCount === 0 && !this.#isSwitched) this.#setGround(isDark);
    } catch {
      // The engine is away: it stays light on dark, and can be switched.
    }
  }

  #setGround(isDark: boolean): void {
    this.isDark = isDark;
    this.paper.setLooks({ isDark, ...this.#context.workspace.looks });
  }
}
