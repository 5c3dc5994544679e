import { AxisGuide } from './AxisGuide.ts';
import type { ExtentBefore } from './BoundsMeasure.ts';
import { CameraFraming } from './CameraFraming.ts';
import { CardAppearance } from './CardAppearance.ts';
import { FrameScheduler, type SlicedTask } from './FrameScheduler.ts';
import { DragGesture, type DragTarget } from './gestures/DragGesture.ts';
import type { Gesture } from './gestures/Gesture.ts';
import { OrbitGesture } from './gestures/OrbitGesture.ts';
import { PanGesture } from './gestures/PanGesture.ts';
import { HoverTracking } from './HoverTracking.ts';
import { MotionResolution } from './MotionResolution.ts';
import { OrbitCamera } from './OrbitCamera.ts';
import { PointerInput, type PointerTarget } from './PointerInput.ts';
import { PointSearch } from './PointSearch.ts';
import { SceneFocus } from './SceneFocus.ts';
import type { SceneFrame, SceneLayer } from './sceneFrame.ts';
import type { SceneHost, SceneRows } from './sceneHost.ts';
import type { ProbeTone } from './ProbeSprites.ts';
import { SceneLayers } from './SceneLayers.ts';
import { ScenePictures } from './ScenePictures.ts';
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
import { TilePaging } from './TilePaging.ts';

/** Points and thumbnails that arrive are shown at least this often: drawing may be the slower part. */
const SHOW_UPLOADS_MS = 250;

/**
 * The 3D view: all points with thumbnails, probes, camera and pointer, and the layers and gestures that are added. It draws
 * only when something changed, one frame for any number of changes. World units are projection units. The canvas's size
 * is its CSS size.
 */
export class LatentScene implements SceneHost {
  readonly canvas: HTMLCanvasElement;
  readonly view = new OrbitCamera();
  /** What is shown, drawn anew as a picture. */
  readonly pictures: ScenePictures;
  readonly #events: SceneEvents;
  readonly #layers: SceneLayers;
  readonly #points: ScenePoints;
  readonly #framing: CameraFraming;
  readonly #appearance = new CardAppearance();
  readonly #focus = new SceneFocus();
  readonly #search: PointSearch;
  readonly #hover: HoverTracking;
  readonly #paging: TilePaging;
  readonly #drag: DragGesture;
  readonly #input: PointerInput;
  readonly #frame: SceneFrame;
  readonly #schedule = new FrameScheduler(
    () => this.#draw(),
    () => this.#layers.isBusy,
  );
  readonly #resolution = new MotionResolution(
    () => this.#layers.isBusy,
    () => this.requestDraw(),
  );
  readonly #listening = new AbortController();
  readonly #resize: ResizeObserver;
  #reducedMotion = false;
  #isHeldByFinger = false;
  /** What lies still has changed since it was drawn. */
  #stillIsStale = true;
  /** The camera has moved since the last frame. */
  #cameraHasMoved = false;
  /** Version of the marks in the last frame. */
  #marksShown = 0;
  #lastFrameMs = 0;
  /** Of the images given since the last frame. */
  #newestStampMs: number | null = null;
  #disposed = false;

  constructor(canvas: HTMLCanvasElement, events: SceneEvents) {
    this.canvas = canvas;
    this.#events = events;
    if (!canvas.hasAttribute('tabindex')) canvas.tabIndex = 0;
    this.#layers = new SceneLayers(canvas);
    this.#points = new ScenePoints(this.#layers, this.#appearance, {
      measured: (before) => this.#measured(before),
      sorted: () => this.#hoverIsStale(),
      uploaded: (isAll) => this.#uploaded(isAll),
      tilesChanged: () => this.#paging.changed(),
    });
    this.#framing = new CameraFraming(this.view, this.#points.bounds);
    this.#search = new PointSearch(this.#layers, this.view, this.#appearance, this.#points, this.#focus);
    this.#hover = new HoverTracking(canvas, this.#focus, this.#search, this.#layers, events);
    this.#frame = {
      view: this.view,
      sizing: this.#appearance.sizing,
      bounds: this.#points.bounds,
      pixelRatio: 1,
      elapsedMs: 0,
      reducedMotion: false,
      isPicture: false,
      isStillStale: false,
      isAnotherDue: false,
    };
    this.pictures = new ScenePictures(this.#layers, this.#points, this.#appearance, this.#frame, {
      requestFrame: this.requestFrame,
      requestDraw: this.requestDraw,
    });
    const { cloud, atlas } = this.#layers;
    this.#paging = new TilePaging(
      { cloud, atlas, grid: this.#points.grid, view: this.view, appearance: this.#appearance },
      this.requestWork,
      (rows) => events.tilesWanted?.(rows),
    );
    for (const task of [...this.#points.tasks, this.#paging]) this.#schedule.addTask(task);

    const { signal } = this.#listening;
    const motion = window.matchMedia('(prefers-reduced-motion: reduce)');
    this.setReducedMotion(motion.matches);
    motion.addEventListener('change', () => this.setReducedMotion(motion.matches), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#contextRestored(), { signal });
    this.#resize = new ResizeObserver(() => this.#fitCanvas());
    this.#resize.observe(canvas);
    this.#fitCanvas();
    this.#input = new PointerInput(canvas, this.#pointerTarget());
    const guide = new AxisGuide(this.uniforms);
    this.addLayer(guide);
    this.#drag = new DragGesture(this.view, guide, this.#dragTarget());
    const steered = () => this.#steered();
    this.addGesture(new OrbitGesture(this.view, steered));
    this.addGesture(this.#drag);
    this.addGesture(new PanGesture(this.view, steered));
    this.#layers.compile(this.view);
  }

  get uniforms(): SceneHost['uniforms'] {
    return this.#layers.uniforms;
  }

  get sizing(): SceneHost['sizing'] {
    return this.#appearance.sizing;
  }

  get rows(): SceneRows {
    return this.#layers.cloud;
  }

  addLayer(layer: SceneLayer): () => void {
    const remove = this.#layers.add(layer);
    this.#layers.compile(this.view);
    this.requestDraw();
    return () => {
      remove();
      this.requestDraw();
    };
  }

  addGesture(gesture: Gesture): () => void {
    return this.#input.addGesture(gesture);
  }

  addTask(task: SlicedTask): () => void {
    return this.#schedule.addTask(task);
  }

  readonly requestWork = (): void => this.#schedule.requestWork();

  /** Forgets all points, ready for tiles of tileSize × tileSize and about expectedTotal of them (more may come). */
  reset(tileSize: number, expectedTotal: number): void {
    this.#points.reset(tileSize, expectedTotal);
    this.#focus.reset();
    this.#framing.reset(expectedTotal);
    this.requestDraw();
  }

  /**
   * Adds rows from..from+n: positions [n,3] float32 in projection units. They have NO_SLOT and no flags until those are
   * set. The view frames them as long as the person has not moved it.
   */
  appendPoints(from: number, positions: Float32Array): void {
    this.#points.append(from, positions);
    this.#pointsChanged();
  }

  /** All positions anew [count,3]; points glide there (at once with reduced motion). */
  setPositions(positions: Float32Array): void {
    this.#points.move(positions, !this.#reducedMotion && this.#points.count > 0);
    this.#pointsChanged();
  }

  /** Colour slots of rows from..from+n: [n] uint16, an entry of the palette each, NO_SLOT for "no value". */
  setSlots(from: number, slots: Uint16Array): void {
    this.#layers.cloud.states.setSlots(from, slots);
    this.#schedule.requestWork();
    this.requestDraw();
  }

  /** Flags of rows from..from+n: [n] uint8 of the bits in rowFlags.ts; MARKED is left as it is. Only what changed is uploaded. */
  setFlags(from: number, flags: Uint8Array): void {
    this.#layers.cloud.states.setFlags(from, flags);
    this.#schedule.requestWork();
    this.#paging.changed();
    this.#hoverIsStale();
    this.requestDraw();
  }

  /** CSS colours by slot: those of categories, or the steps of a ramp; repeated for slots after the last. */
  setPalette(cssColours: readonly string[]): void {
    this.#layers.palette.setColours(cssColours);
    this.requestDraw();
  }

  /**
   * Thumbnails of these rows, which are there already: [n,T,T,4] uint8 RGBA. Both are kept until uploaded. Where more come
   * than fit, those take their places that were wanted longest ago.
   */
  setTiles(rows: ArrayLike<number>, rgba: Uint8Array | Uint8ClampedArray): void {
    this.#layers.atlas.add(rows, rgba);
    this.#schedule.requestWork();
  }

  /**
   * Not all thumbnails fit the GPU: events.tilesWanted tells which are wanted. While false, all are to be given, in any
   * order. It may become true while points are added.
   */
  get tilesArePaged(): boolean {
    return this.#paging.isNeeded;
  }

  setShowThumbnails(on: boolean): void {
    this.#appearance.showThumbnails = on;
    this.#paging.changed();
    this.requestDraw();
  }

  /** 1 is the natural size for this many points. */
  setThumbnailScale(scale: number): void {
    this.#appearance.thumbnailScale = Math.min(8, Math.max(0.1, scale));
    this.#paging.changed();
    this.requestDraw();
  }

  setTheme(name: ThemeName, isHighContrast = false): void {
    this.#layers.setTheme(name, isHighContrast);
    this.requestDraw();
  }

  get theme(): ThemeName {
    return this.#layers.theme;
  }

  setReducedMotion(on: boolean): void {
    this.#reducedMotion = on;
    this.#framing.reducedMotion = on;
    this.#frame.reducedMotion = on;
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
    if (!probes.move(id, position, image)) return;
    if (this.#drag.isRunning) probes.setHeld(id, this.#isHeldByFinger);
    if (image && stampMs !== undefined) {
      this.#newestStampMs = Math.max(stampMs, this.#newestStampMs ?? stampMs);
    }
    this.#schedule.requestFrame();
  }

  /** The frame of a decoded point says where it lies among the images; those of all others are as any. */
  setProbeTone(id: string | null, tone: ProbeTone): void {
    this.#layers.probes.setTone(id, tone);
    this.requestDraw();
  }

  /** Outlines a point, the primary one, without telling events.select. */
  setSelection(point: PointRef | null): void {
    this.#focus.selected = point;
    this.#applyFocus();
  }

  /** Stands a point out that is pointed at outside the scene; null takes that back. */
  pointTo(point: PointRef | null): void {
    this.#hover.pointTo(point);
    this.requestDraw();
  }

  /** What a decoded point lies over on screen; null for nothing. */
  pointUnder(id: string): PointRef | null {
    return this.#search.under(id);
  }

  /** Shows everything, from where one looks now. */
  frameAll(): void {
    this.#framing.frameAll();
    this.#cameraMoved();
  }

  flyTo(point: PointRef): void {
    const at: [number, number, number] = [0, 0, 0];
    if (this.#search.positionOf(point, at)) this.flyToPlace(at);
  }

  flyToPlace(place: LatentPosition): void {
    this.#updateAppearance();
    const { cardSize, focalPx, maxPx } = this.#appearance.sizing;
    this.#framing.flyTo(place, (cardSize * focalPx) / Math.min(120, maxPx * 0.8));
    this.#cameraMoved();
  }

  /** Brings a point out from under panels, where one lies under them; else nothing moves. */
  reveal(point: PointRef): void {
    const at: [number, number, number] = [0, 0, 0];
    if (this.#search.positionOf(point, at) && this.#framing.reveal(at)) this.#cameraMoved();
  }

  viewState(): ViewState {
    return this.view.viewState();
  }

  /** A view from viewState(); kept as it is while more points arrive. */
  setView(view: ViewState): void {
    this.#framing.setView(view);
    this.#cameraMoved();
  }

  /** What setPositions() brings next is seen in this view, or framed; the camera glides there with the points. */
  goBackWithPoints(view: ViewState | null): void {
    this.#framing.goBackWithPoints(view);
  }

  orbitBy(azimuthRad: number, polarRad: number): void {
    this.view.orbitBy(azimuthRad, polarRad);
    this.#steered();
  }

  /** As if a hand pulled the scene by so many CSS pixels. */
  panBy(dxPx: number, dyPx: number): void {
    this.view.panBy(dxPx, dyPx);
    this.#steered();
  }

  /** About what the camera orbits; > 1 is nearer. */
  zoomBy(factor: number): void {
    this.view.zoomAt(this.view.centreX, this.view.centreY, this.view.distance, factor);
    this.#steered();
  }

  /** CSS pixels in the canvas; visible: inside it, drawn, and on top at its own centre (a press there takes it). */
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
    return this.#schedule.idle && this.#resolution.isSettled;
  }

  /** One frame soon; what lies still is as it was. Many calls make one. */
  readonly requestFrame = (): void => this.#schedule.requestFrame();

  /** One frame soon, everything in it drawn anew; many calls make one. */
  readonly requestDraw = (): void => {
    this.#stillIsStale = true;
    this.#schedule.requestFrame();
  };

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
    this.#input.dispose();
    this.#drag.dispose();
    this.#schedule.dispose();
    this.#paging.dispose();
    this.#resolution.dispose();
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
    if (this.#points.glide.step(nowMs, !this.#layers.cloud.hasUploads)) this.#endGlide();
    if (flying) this.#focus.stale = true;
    if (this.#focus.stale && !this.#input.busy) this.#hover.update();
    this.#updateAppearance();
    const frame = this.#frame;
    frame.elapsedMs = sinceLastMs;
    frame.isStillStale = frame.isAnotherDue = false;
    this.#layers.update(frame, this.#points.glide.share, this.#points.areAnywhere);
    const moving = flying || this.#cameraHasMoved || this.#points.glide.running;
    this.#cameraHasMoved = false;
    const isStale = this.#stillIsStale || frame.isStillStale || moving || !this.#resolution.hasPicture;
    this.#stillIsStale = false;
    const { marksVersion } = this.#layers.cloud.states;
    const change = moving ? 'view' : marksVersion !== this.#marksShown ? 'marks' : 'once';
    this.#marksShown = marksVersion;
    const still = isStale ? this.#resolution.drawingFor(change) : null;
    this.#layers.render(this.view, still);
    if (still === 'sharp' || still === 'direct') this.#resolution.measure();
    const stampMs = this.#newestStampMs;
    this.#newestStampMs = null;
    if (flying) this.#events.cameraMoved();
    if (moving) this.#paging.changed();
    this.#events.frameDrawn(stampMs);
    if (this.#framing.running || this.#points.glide.running) this.requestDraw();
    else if (frame.isAnotherDue) this.#schedule.requestFrame();
  }

  #endGlide(): void {
    this.#points.endGlide();
    this.#focus.stale = true;
    this.#hover.applyFocus();
  }

  #pointerTarget(): PointerTarget {
    return {
      camera: this.view,
      pick: (x, y) => {
        // Points that follow a training glide again and again: a hand that presses takes one all the same.
        if (this.#points.glide.running) this.#endGlide();
        return this.pick(x, y);
      },
      depthAt: (x, y) => this.#search.at(x, y)?.depth ?? this.view.distance,
      pointerAt: (x, y) => {
        this.#focus.pointerAt(x, y);
        this.#schedule.requestFrame();
      },
      pointerLeft: () => {
        this.#focus.pointerLeft();
        this.#schedule.requestFrame();
      },
      pointerTaken: () => {
        this.#hover.set(null);
        this.#schedule.requestFrame();
      },
      click: (point, add) => {
        // Adding to a selection is for whoever keeps it.
        if (!add) this.setSelection(point);
        if (point || !add) this.#events.select(point, { add });
      },
      fly: (point) => this.flyTo(point),
      cameraChanged: () => this.#steered(),
    };
  }

  #dragTarget(): DragTarget {
    return {
      positionOf: (point, out) => this.#search.positionOf(point, out),
      started: (point, isTouch) => {
        this.#isHeldByFinger = isTouch;
        if (point.kind === 'probe') this.#layers.probes.setHeld(point.id, isTouch);
        this.#events.dragStart(point);
        this.#schedule.requestFrame();
      },
      moved: (point, delta, stampMs) => {
        this.#events.drag(point, delta, stampMs);
        this.#schedule.requestFrame();
      },
      ended: (point, delta) => {
        this.#layers.probes.setHeld(null);
        this.#hoverIsStale();
        this.#events.dragEnd(point, delta);
      },
      cancelled: (point) => {
        this.#layers.probes.setHeld(null);
        this.#hoverIsStale();
        this.#events.dragCancel(point);
      },
    };
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
    if (this.#points.hasWork) this.#schedule.requestWork();
    this.#focus.stale = true;
    this.#hover.applyFocus();
    this.#paging.changed();
    this.requestDraw();
  }

  /** The extent of all points is known. */
  #measured(before: ExtentBefore | null): void {
    const { bounds } = this.#points;
    this.view.setSceneSphere(bounds.centre(), Math.max(bounds.radius(), bounds.farthest()));
    const isMoved = before
      ? this.#framing.pointsMoved(before.centre, before.radius)
      : this.#framing.pointsAdded();
    if (isMoved) this.#cameraMoved();
    else this.requestDraw();
  }

  /** Points or thumbnails came onto the GPU: shown soon, but not each few of them alone. */
  #uploaded(isAll: boolean): void {
    if (isAll || performance.now() - this.#lastFrameMs > SHOW_UPLOADS_MS) this.requestDraw();
  }

  /** Another point may be under the pointer. */
  #hoverIsStale(): void {
    this.#focus.stale = true;
    this.#schedule.requestFrame();
  }

  #updateAppearance(): void {
    this.#appearance.update(this.view, this.#points.count, this.#points.bounds.radius());
  }

  #applyFocus(): void {
    this.#hover.applyFocus();
    this.#schedule.requestFrame();
  }

  #fitCanvas(): void {
    const width = this.canvas.clientWidth || 1;
    const height = this.canvas.clientHeight || 1;
    this.view.setSize(width, height);
    this.#layers.setSize(width, height);
    this.#frame.pixelRatio = this.#layers.pixelRatio;
    this.#appearance.spriteMostPx = this.#layers.spriteMostPx(this.#layers.pixelRatio);
    this.#framing.resized();
    // A resized canvas is blank until drawn: at once, or it flickers.
    this.drawNow();
  }

  #contextRestored(): void {
    this.#points.restore();
    this.#schedule.requestWork();
    this.#events.tilesLost?.();
    this.#paging.changed();
    this.requestDraw();
  }
}
