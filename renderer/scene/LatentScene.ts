import type { Projection } from '../../protocol/projection.ts';
import { CameraFraming } from './CameraFraming.ts';
import { CardAppearance } from './CardAppearance.ts';
import { FrameScheduler } from './FrameScheduler.ts';
import { HoverTracking } from './HoverTracking.ts';
import { MotionResolution } from './MotionResolution.ts';
import { OrbitCamera } from './OrbitCamera.ts';
import { PointDrag } from './PointDrag.ts';
import { PointerInput, type PointerTarget } from './PointerInput.ts';
import { PointSearch } from './PointSearch.ts';
import { SceneFocus } from './SceneFocus.ts';
import { SceneLayers } from './SceneLayers.ts';
import { ScenePoints } from './ScenePoints.ts';
import type {
  Insets,
  LatentPosition,
  PointRef,
  ProbeSprite,
  RgbaImage,
  SceneEvents,
  ScreenPx,
  ViewState,
} from './sceneTypes.ts';
import type { ThemeName } from './theme.ts';

/** Thumbnails that arrive are shown at least this often: drawing may be the slower part. */
const SHOW_UPLOADS_MS = 250;
/** How long the probe in the hand takes to grow. */
const GROW_MS = 140;

/** Around a sprite for the ring of a card in focus. */
const RING_ROOM_PX = 6;

/**
 * The 3D view: all points with thumbnails, probes, axes, camera and pointer. It draws only when something changed, one
 * frame for any number of changes. World units are projection units. The canvas's size is its CSS size.
 */
export class LatentScene {
  readonly canvas: HTMLCanvasElement;
  readonly #events: SceneEvents;
  readonly #layers: SceneLayers;
  readonly #view = new OrbitCamera();
  readonly #points: ScenePoints;
  readonly #framing: CameraFraming;
  readonly #appearance = new CardAppearance();
  readonly #focus = new SceneFocus();
  readonly #search: PointSearch;
  readonly #hover: HoverTracking;
  readonly #drag: PointDrag;
  readonly #input: PointerInput;
  readonly #schedule = new FrameScheduler(
    () => this.#draw(),
    (deadlineMs) => this.#work(deadlineMs),
    () => this.#layers.isBusy,
  );
  readonly #resolution = new MotionResolution(
    () => this.#layers.isBusy,
    () => this.requestDraw(),
  );
  readonly #listening = new AbortController();
  readonly #resize: ResizeObserver;
  #reducedMotion = false;
  /** What lies still has changed since it was drawn. */
  #stillIsStale = true;
  /** The camera has moved since the last frame. */
  #cameraHasMoved = false;
  #lastFrameMs = 0;
  /** Of the images given since the last frame. */
  #newestStampMs: number | null = null;
  #disposed = false;

  constructor(canvas: HTMLCanvasElement, events: SceneEvents) {
    this.canvas = canvas;
    this.#events = events;
    if (!canvas.hasAttribute('tabindex')) canvas.tabIndex = 0;
    this.#layers = new SceneLayers(canvas);
    this.#points = new ScenePoints(this.#layers, this.#appearance);
    this.#framing = new CameraFraming(this.#view, this.#points.bounds);
    this.#search = new PointSearch(this.#layers, this.#view, this.#appearance, this.#points, this.#focus);
    this.#hover = new HoverTracking(canvas, this.#focus, this.#search, this.#layers, events);
    this.#drag = new PointDrag(this.#view, this.#layers, this.#search);

    const { signal } = this.#listening;
    const motion = window.matchMedia('(prefers-reduced-motion: reduce)');
    this.setReducedMotion(motion.matches);
    motion.addEventListener('change', () => this.setReducedMotion(motion.matches), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#contextRestored(), { signal });
    this.#resize = new ResizeObserver(() => this.#fitCanvas());
    this.#resize.observe(canvas);
    this.#fitCanvas();
    this.#input = new PointerInput(canvas, this.#pointerTarget());
  }

  /** Forgets all points, ready for tiles of tileSize × tileSize and about expectedTotal of them (more may come). */
  reset(tileSize: number, expectedTotal: number): void {
    this.#points.reset(tileSize, expectedTotal);
    this.#focus.reset();
    this.#framing.reset();
    this.requestDraw();
  }

  /**
   * Adds rows from..from+n: positions [n,3] float32 in projection units, labels [n] uint16 (NO_LABEL for none). The
   * view frames them as long as the person has not moved it.
   */
  appendPoints(from: number, positions: Float32Array, labels: Uint16Array): void {
    this.#points.append(from, positions, labels);
    this.#pointsChanged();
    if (this.#framing.pointsAdded()) this.#cameraMoved();
  }

  /** All positions anew [count,3]; points glide there (at once with reduced motion). */
  setPositions(positions: Float32Array): void {
    const { bounds, count } = this.#points;
    const oldRadius = bounds.radius();
    const oldCentre = bounds.centre();
    this.#points.move(positions, !this.#reducedMotion && count > 0);
    this.#pointsChanged();
    if (this.#framing.pointsMoved(oldCentre, oldRadius)) this.#cameraMoved();
  }

  /** Thumbnails of rows from..from+n: [n,T,T,4] uint8 RGBA, kept until uploaded. May come before or after the points. */
  setTiles(from: number, rgba: Uint8Array): void {
    this.#layers.atlas.add(from, rgba);
    this.#schedule.requestWork();
  }

  setProjection(projection: Projection | null): void {
    this.#layers.axes.setProjection(projection);
    this.requestDraw();
  }

  /** CSS colours by label number (cycled when there are fewer colours than labels). */
  setPalette(cssColors: readonly string[]): void {
    this.#layers.palette.setColours(cssColors);
    this.requestDraw();
  }

  /** One entry for each label, then one for points without a label; null shows all. */
  setVisibleLabels(visible: readonly boolean[] | null): void {
    this.#layers.palette.setVisible(visible);
    this.#focus.stale = true;
    this.requestDraw();
  }

  setShowThumbnails(on: boolean): void {
    this.#appearance.showThumbnails = on;
    this.requestDraw();
  }

  /** 1 is the natural size for this many points. */
  setThumbnailScale(scale: number): void {
    this.#appearance.thumbnailScale = Math.min(8, Math.max(0.1, scale));
    this.requestDraw();
  }

  setTheme(name: ThemeName): void {
    this.#layers.setTheme(name);
    this.requestDraw();
  }

  get theme(): ThemeName {
    return this.#layers.theme;
  }

  setReducedMotion(on: boolean): void {
    this.#reducedMotion = on;
    this.#framing.reducedMotion = on;
    this.requestDraw();
  }

  /** What panels cover: points are framed in the middle of the rest. */
  setInsets(insets: Insets): void {
    this.#framing.setInsets(insets);
    this.#cameraMoved();
  }

  /** The decoded points; those no longer listed are freed. */
  setProbes(probes: readonly ProbeSprite[]): void {
    this.#layers.probes.set(probes);
    this.#applyFocus();
  }

  /**
   * Hot path, once per pointer event or decode. During a drag the probe updated is the one in the hand and drawn large.
   * `stampMs`: the pointer event that this image answers; it comes back in frameDrawn.
   */
  updateProbe(id: string, position: LatentPosition, image?: RgbaImage, stampMs?: number): void {
    const { probes } = this.#layers;
    if (!probes.update(id, position, image)) return;
    if (this.#input.dragging) probes.setHeld(id);
    if (image && stampMs !== undefined) {
      this.#newestStampMs = Math.max(stampMs, this.#newestStampMs ?? stampMs);
    }
    this.#schedule.requestFrame();
  }

  /** Outlines a point, without telling events.select. */
  setSelection(point: PointRef | null): void {
    this.#focus.selected = point;
    this.#applyFocus();
  }

  /** Shows everything, from where one looks now. */
  frameAll(): void {
    this.#framing.frameAll();
    this.#cameraMoved();
  }

  flyTo(point: PointRef): void {
    const at: [number, number, number] = [0, 0, 0];
    if (!this.#search.positionOf(point, at)) return;
    this.#updateAppearance();
    const { cardSize, focalPx, maxPx } = this.#appearance.sizing;
    this.#framing.flyTo(at, (cardSize * focalPx) / Math.min(120, maxPx * 0.8));
    this.#cameraMoved();
  }

  viewState(): ViewState {
    return this.#view.viewState();
  }

  /** A view from viewState(); kept as it is while more points arrive. */
  setView(view: ViewState): void {
    this.#framing.setView(view);
    this.#cameraMoved();
  }

  orbitBy(azimuthRad: number, polarRad: number): void {
    this.#view.orbitBy(azimuthRad, polarRad);
    this.#steered();
  }

  /** As if a hand pulled the scene by so many CSS pixels. */
  panBy(dxPx: number, dyPx: number): void {
    this.#view.panBy(dxPx, dyPx);
    this.#steered();
  }

  /** About what the camera orbits; > 1 is nearer. */
  zoomBy(factor: number): void {
    this.#view.zoomAt(this.#view.centreX, this.#view.centreY, this.#view.distance, factor);
    this.#steered();
  }

  /** CSS pixels in the canvas; visible: inside it, not filtered, and on top at its own centre (a press there takes it). */
  screenPosition(index: number): ScreenPx & { visible: boolean } {
    return this.#search.screenOf({ kind: 'image', index });
  }

  screenPositionOfProbe(id: string): ScreenPx & { visible: boolean } {
    return this.#search.screenOf({ kind: 'probe', id });
  }

  /** What is drawn on top at this place (CSS pixels in the canvas); null also while points glide to new places. */
  pick(x: number, y: number): PointRef | null {
    return this.#search.at(x, y)?.point ?? null;
  }

  /** False while a frame is due, something moves, or thumbnails wait for upload. */
  get settled(): boolean {
    return this.#schedule.idle && !this.#resolution.isCoarse;
  }

  /** One frame soon, everything in it drawn anew; many calls make one. */
  requestDraw(): void {
    this.#stillIsStale = true;
    this.#schedule.requestFrame();
  }

  /** Draws everything anew, at once; goes on by itself only while something moves. */
  drawNow(): void {
    this.#stillIsStale = true;
    this.#draw();
  }

  /** GPU objects alive, for tests and leak checks. */
  resourceCounts(): ReturnType<SceneLayers['resourceCounts']> {
    return this.#layers.resourceCounts();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#schedule.dispose();
    this.#resolution.dispose();
    this.#input.dispose();
    this.#listening.abort();
    this.#resize.disconnect();
    this.#layers.dispose();
  }

  #draw(): void {
    if (this.#disposed) return;
    const nowMs = performance.now();
    const sinceLastMs = Math.min(100, nowMs - this.#lastFrameMs);
    this.#lastFrameMs = nowMs;
    const flying = this.#framing.step(nowMs);
    if (this.#points.glide.step(nowMs)) {
      this.#points.endGlide();
      this.#focus.stale = true;
      this.#hover.applyFocus();
    }
    if (flying) this.#focus.stale = true;
    if (this.#focus.stale && !this.#input.busy) this.#hover.update();
    this.#updateAppearance();
    this.#layers.update(this.#view, this.#appearance, this.#points.bounds, this.#points.glide.share);
    const growth = this.#reducedMotion ? 1 : sinceLastMs / GROW_MS;
    const growing = this.#layers.probes.layout(this.#view, this.#appearance.sizing, growth);
    const moving = flying || this.#cameraHasMoved || this.#points.glide.running;
    this.#cameraHasMoved = false;
    const stillChanged = this.#layers.probes.takeStillChanged();
    const isStale = this.#stillIsStale || stillChanged || moving;
    this.#stillIsStale = false;
    this.#layers.render(this.#view, isStale ? this.#resolution.scaleFor(moving) : null);
    if (isStale && !this.#resolution.isCoarse) this.#resolution.measure();
    const stampMs = this.#newestStampMs;
    this.#newestStampMs = null;
    if (flying) this.#events.cameraMoved();
    this.#events.frameDrawn(stampMs);
    if (this.#framing.running || this.#points.glide.running) this.requestDraw();
    else if (growing) this.#schedule.requestFrame();
  }

  #pointerTarget(): PointerTarget {
    return {
      camera: this.#view,
      pick: (x, y) => this.pick(x, y),
      depthAt: (x, y) => this.#search.at(x, y)?.depth ?? this.#view.distance,
      pointerAt: (x, y) => {
        this.#focus.pointerAt(x, y);
        this.#schedule.requestFrame();
      },
      pointerLeft: () => {
        this.#focus.pointerLeft();
        this.#schedule.requestFrame();
      },
      click: (point) => {
        this.setSelection(point);
        this.#events.select(point);
      },
      fly: (point) => this.flyTo(point),
      cameraChanged: () => this.#steered(),
      dragStart: (point) => {
        this.#drag.start(point);
        this.#hover.set(null);
        this.#events.dragStart(point);
        this.#schedule.requestFrame();
      },
      drag: (point, dxPx, dyPx, axis, stampMs) => {
        this.#events.drag(point, this.#drag.move(dxPx, dyPx, axis), stampMs);
        this.#schedule.requestFrame();
      },
      dragEnd: (point) => {
        this.#endDrag();
        this.#events.dragEnd(point, this.#drag.delta);
      },
      dragCancel: (point) => {
        this.#endDrag();
        this.#events.dragCancel(point);
      },
    };
  }

  #endDrag(): void {
    this.#drag.end();
    this.#focus.stale = true;
    this.#schedule.requestFrame();
  }

  /** By hand: whatever moved the camera by itself lets go of it. */
  #steered(): void {
    this.#framing.release();
    this.#cameraMoved();
  }

  #cameraMoved(): void {
    this.#focus.stale = true;
    this.#cameraHasMoved = true;
    this.#events.cameraMoved();
    this.requestDraw();
  }

  #pointsChanged(): void {
    const { bounds } = this.#points;
    this.#view.setSceneSphere(bounds.centre(), Math.max(bounds.radius(), bounds.farthest()));
    if (this.#points.hasWork) this.#schedule.requestWork();
    this.#focus.stale = true;
    this.#hover.applyFocus();
    this.requestDraw();
  }

  #work(deadlineMs: number): boolean {
    const uploaded = this.#points.work(deadlineMs);
    const lastLongAgo = performance.now() - this.#lastFrameMs > SHOW_UPLOADS_MS;
    if (uploaded && (lastLongAgo || !this.#layers.atlas.hasPending)) this.requestDraw();
    return this.#points.hasWork;
  }

  #updateAppearance(): void {
    this.#appearance.update(this.#view, this.#points.count, this.#points.bounds.radius());
  }

  #applyFocus(): void {
    this.#hover.applyFocus();
    this.#schedule.requestFrame();
  }

  #fitCanvas(): void {
    const width = this.canvas.clientWidth || 1;
    const height = this.canvas.clientHeight || 1;
    this.#view.setSize(width, height);
    this.#layers.setSize(width, height);
    this.#appearance.spriteMostPx = this.#layers.spriteMostPx - 2 * RING_ROOM_PX;
    this.#framing.resized();
    // A resized canvas is blank until drawn: at once, or it flickers.
    this.drawNow();
  }

  #contextRestored(): void {
    this.#points.forgetTiles();
    this.#events.tilesLost?.();
    this.requestDraw();
  }
}
