import { Group } from 'three';
import { axisTitle, type Projection } from '../../protocol/projection.ts';
import { AxisLabels, type AxisText } from './AxisLabels.ts';
import { boxTicks, type AxisTicks } from './axisTicks.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import type { SceneFrame, SceneLayer } from './sceneFrame.ts';
import type { SceneHost } from './sceneHost.ts';
import type { ScreenPx } from './sceneTypes.ts';
import type { SceneTheme } from './theme.ts';
import { WideLines } from './WideLines.ts';

/** The axis that points up on screen. */
const UPRIGHT = 1;
/** Room in CSS pixels that one number needs along its axis. */
const TICK_ROOM_PX = 34;
const TICK_GAP_PX = 7;
const TITLE_GAP_PX = 38;
/** The upright axis has its name above its end and towards the box: beside it, a panel could cover it. */
const UPRIGHT_TITLE_GAP_PX = 14;

/**
 * A box of round numbers around the data, of which only the walls behind the data are drawn, as a faint grid; numbers
 * and names stand along the edges that form its outline on screen, so that they never lie over the images.
 */
export class AxesBox implements SceneLayer {
  readonly name = 'axes';
  readonly #group = new Group();
  readonly objects = [this.#group];
  readonly #requestDraw: () => void;
  readonly #labels: AxisLabels;
  /** Walls in the order x low, x high, y low, y high, z low, z high. */
  readonly #walls: WideLines[] = [];
  #ticks: AxisTicks[] = [];
  #names: readonly string[] = ['', '', ''];
  #variance: readonly number[] = [0, 0, 0];
  /** In a curved view numbers along the axes say nothing. */
  #hasNumbers = true;
  #low = [0, 0, 0];
  #high = [0, 0, 0];
  #theme: SceneTheme | null = null;
  #pixelRatio = 1;
  #boundsVersion = -1;
  readonly #pxA: ScreenPx = { x: 0, y: 0 };
  readonly #pxB: ScreenPx = { x: 0, y: 0 };
  readonly #pxCentre: ScreenPx = { x: 0, y: 0 };
  readonly #corner = [0, 0, 0];

  constructor({ uniforms: shared, requestDraw }: Pick<SceneHost, 'uniforms' | 'requestDraw'>) {
    this.#requestDraw = requestDraw;
    for (let wall = 0; wall < 6; wall++) {
      const grid = new WideLines(shared, { widthPx: 1, opacity: 0.1, fogMost: 0.3 });
      this.#walls.push(grid);
      this.#group.add(grid.mesh);
    }
    this.#labels = new AxisLabels(shared);
    this.#labels.loadFont();
    for (const mesh of this.#labels.meshes) this.#group.add(mesh);
    this.#group.visible = false;
  }

  setProjection(projection: Projection | null): void {
    this.#names = projection ? projection.axisNames : ['', '', ''];
    this.#hasNumbers = projection?.kind !== 'curved';
    this.#variance = projection ? projection.explainedVariance : [0, 0, 0];
    this.#rebuild();
    this.#requestDraw();
  }

  setTheme(theme: SceneTheme): void {
    this.#theme = theme;
    for (const wall of this.#walls) {
      wall.colour.set(...theme.grid);
      wall.opacity = theme.gridOpacity;
    }
    this.#rebuild();
  }

  /** Bounds of the data, [3] each, in projection units. */
  #setBounds(low: readonly number[], high: readonly number[]): void {
    const ticks = boxTicks(low, high);
    const same = ticks.every(
      (tick, k) => tick.first === this.#ticks[k]?.first && tick.last === this.#ticks[k]?.last,
    );
    if (same) return;
    this.#ticks = ticks;
    this.#low = ticks.map((tick) => tick.first);
    this.#high = ticks.map((tick) => tick.last);
    this.#rebuild();
  }

  /** Follows the data, and chooses walls and edges for where the camera is. */
  update({ view, bounds, pixelRatio, isPicture }: SceneFrame): void {
    if (bounds.count === 0) {
      this.#ticks = [];
      this.#group.visible = false;
      this.#boundsVersion = -1;
      return;
    }
    if (bounds.version !== this.#boundsVersion) {
      this.#boundsVersion = bounds.version;
      this.#setBounds(bounds.low, bounds.high);
    }
    if (pixelRatio !== this.#pixelRatio) {
      this.#pixelRatio = pixelRatio;
      this.#rebuild();
    }
    if (!this.#group.visible) return;
    if (isPicture) this.#labels.setAllFree();
    else this.#labels.setFree(view.insets, view.widthPx, view.heightPx, pixelRatio);
    const eye = view.camera.position;
    for (let axis = 0; axis < 3; axis++) {
      const at = axis === 0 ? eye.x : axis === 1 ? eye.y : eye.z;
      const flat = (this.#low[axis] as number) === (this.#high[axis] as number);
      const lowWall = this.#walls[axis * 2];
      const highWall = this.#walls[axis * 2 + 1];
      // A wall is behind the data when the camera is on its inner side.
      if (lowWall) lowWall.mesh.visible = flat || at > (this.#low[axis] as number);
      if (highWall) highWall.mesh.visible = !flat && at < (this.#high[axis] as number);
    }
    view.worldToScreen(
      ((this.#low[0] as number) + (this.#high[0] as number)) / 2,
      ((this.#low[1] as number) + (this.#high[1] as number)) / 2,
      ((this.#low[2] as number) + (this.#high[2] as number)) / 2,
      this.#pxCentre,
    );
    for (let axis = 0; axis < 3; axis++) this.#placeLabels(axis, view);
  }

  dispose(): void {
    this.#labels.dispose();
    for (const wall of this.#walls) wall.dispose();
  }

  /** Of the axis's four edges, one on the outline: with one of its two walls drawn and the other not. */
  #placeLabels(axis: number, view: OrbitCamera): void {
    const ticks = this.#ticks[axis];
    if (!ticks || ticks.step === 0) {
      this.#labels.hide(axis);
      return;
    }
    const isUpright = axis === UPRIGHT;
    const u = (axis + 1) % 3;
    const v = (axis + 2) % 3;
    const low = this.#low[axis] as number;
    const high = this.#high[axis] as number;
    let bestScore = -Infinity;
    let bestEdge = -1;
    for (let edge = 0; edge < 4; edge++) {
      const uHigh = edge & 1;
      const vHigh = edge >> 1;
      const drawnU = this.#walls[u * 2 + uHigh]?.mesh.visible ?? false;
      const drawnV = this.#walls[v * 2 + vHigh]?.mesh.visible ?? false;
      if (drawnU === drawnV) continue;
      this.#edgePoint(axis, u, v, edge, (low + high) / 2);
      const depth = view.worldToScreen(
        this.#corner[0] as number,
        this.#corner[1] as number,
        this.#corner[2] as number,
        this.#pxA,
      );
      if (depth <= 0) continue;
      // Upright axes read best on the left, the others below.
      const score = isUpright ? -this.#pxA.x : this.#pxA.y;
      if (score > bestScore) {
        bestScore = score;
        bestEdge = edge;
      }
    }
    if (bestEdge < 0) {
      this.#labels.hide(axis);
      return;
    }
    this.#edgePoint(axis, u, v, bestEdge, high);
    const depthB = view.worldToScreen(
      this.#corner[0] as number,
      this.#corner[1] as number,
      this.#corner[2] as number,
      this.#pxB,
    );
    this.#edgePoint(axis, u, v, bestEdge, low);
    const depthA = view.worldToScreen(
      this.#corner[0] as number,
      this.#corner[1] as number,
      this.#corner[2] as number,
      this.#pxA,
    );
    if (depthA <= 0 || depthB <= 0) {
      this.#labels.hide(axis);
      return;
    }
    const alongX = this.#pxB.x - this.#pxA.x;
    const alongY = this.#pxB.y - this.#pxA.y;
    const lengthPx = Math.hypot(alongX, alongY);
    // Outward is across the edge, away from the box's centre; screen y is down, the shader's is up.
    let outX = -alongY / (lengthPx || 1);
    let outY = alongX / (lengthPx || 1);
    const middleX = (this.#pxA.x + this.#pxB.x) / 2 - this.#pxCentre.x;
    const middleY = (this.#pxA.y + this.#pxB.y) / 2 - this.#pxCentre.y;
    if (outX * middleX + outY * middleY < 0) {
      outX = -outX;
      outY = -outY;
    }
    const spacingPx = lengthPx / Math.max(1, ticks.values.length - 1);
    const stride = Math.max(1, Math.ceil(TICK_ROOM_PX / Math.max(1, spacingPx)));
    this.#labels.place(
      axis,
      this.#corner[0] as number,
      this.#corner[1] as number,
      this.#corner[2] as number,
      outX * TICK_GAP_PX,
      -outY * TICK_GAP_PX,
      isUpright ? -Math.sign(outX) * UPRIGHT_TITLE_GAP_PX : outX * TITLE_GAP_PX,
      isUpright ? UPRIGHT_TITLE_GAP_PX : -outY * TITLE_GAP_PX,
      lengthPx < TICK_ROOM_PX ? 1e6 : stride,
    );
    if (lengthPx < TICK_ROOM_PX) this.#labels.hide(axis);
  }

  #edgePoint(axis: number, u: number, v: number, edge: number, along: number): void {
    this.#corner[axis] = along;
    this.#corner[u] = (edge & 1 ? this.#high[u] : this.#low[u]) as number;
    this.#corner[v] = (edge >> 1 ? this.#high[v] : this.#low[v]) as number;
  }

  #rebuild(): void {
    const theme = this.#theme;
    if (!theme || this.#ticks.length < 3) return;
    for (let axis = 0; axis < 3; axis++) {
      for (let high = 0; high < 2; high++) this.#buildWall(axis, high === 1);
    }
    const texts = this.#ticks.map((ticks, axis): AxisText => {
      if (ticks.step === 0) return { ticks: [], title: { at: 0, label: '' } };
      const title = axisTitle(this.#names[axis] ?? '', this.#variance[axis] ?? 0);
      return {
        ticks: ticks.values.map((value, i) => ({
          at: value - ticks.first,
          // Along the floor the ends are left out: there two axes' numbers would meet.
          label:
            !this.#hasNumbers ||
            (axis !== UPRIGHT && ticks.values.length > 3 && (i === 0 || i === ticks.values.length - 1))
              ? ''
              : (ticks.labels[i] ?? ''),
        })),
        title: { at: (ticks.last - ticks.first) * (axis === UPRIGHT ? 1 : 0.5), label: title },
      };
    });
    this.#labels.setTexts(texts, theme.text, this.#pixelRatio);
    this.#group.visible = true;
  }

  #buildWall(axis: number, high: boolean): void {
    const wall = this.#walls[axis * 2 + (high ? 1 : 0)];
    const u = (axis + 1) % 3;
    const v = (axis + 2) % 3;
    const ticksU = this.#ticks[u];
    const ticksV = this.#ticks[v];
    if (!wall || !ticksU || !ticksV) return;
    const lines: [number, number, number, number][] = [];
    if (ticksV.step > 0) for (const at of ticksU.values) lines.push([at, ticksV.first, at, ticksV.last]);
    if (ticksU.step > 0) for (const at of ticksV.values) lines.push([ticksU.first, at, ticksU.last, at]);
    const from = [0, 0, 0];
    const to = [0, 0, 0];
    from[axis] = to[axis] = (high ? this.#high[axis] : this.#low[axis]) as number;
    wall.setCount(lines.length);
    lines.forEach(([fromU, fromV, toU, toV], i) => {
      from[u] = fromU;
      from[v] = fromV;
      to[u] = toU;
      to[v] = toV;
      wall.set(i, from[0] ?? 0, from[1] ?? 0, from[2] ?? 0, to[0] ?? 0, to[1] ?? 0, to[2] ?? 0);
    });
  }
}
