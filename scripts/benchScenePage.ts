/** The page of bench-scene.ts: everything is measured in here, driven from there. Durations in ms. */
import {
  BufferAttribute,
  BufferGeometry,
  PerspectiveCamera,
  Points,
  PointsMaterial,
  Scene,
  WebGLRenderer,
} from 'three';
import { addLasso } from '../renderer/scene/lasso/addLasso.ts';
import { AxesBox } from '../renderer/scene/AxesBox.ts';
import { LatentScene } from '../renderer/scene/LatentScene.ts';
import { FILTERED } from '../renderer/scene/rowFlags.ts';
import type { SceneEvents } from '../renderer/scene/sceneTypes.ts';
import { Heartbeat, type Blocks } from './benchHeartbeat.ts';

interface Spread {
  p50: number;
  p95: number;
}

export interface SceneFigures {
  /** JavaScript of one frame while the camera moves, the drawing not waited for. */
  frameScript: { scene: Spread; floor: Spread };
  /** One frame until all its pixels are there; the two in turns, so that the machine's other work meets both. */
  frameDrawn: { scene: Spread; floor: Spread };
  /** Median of the frames' ratios in turns: the scene's to the bare points' of three.js. */
  timesFloor: number;
  /** Growth of the JavaScript heap by a frame, bytes. */
  heapPerFrame: { scene: number; floor: number };
  pick: Spread;
  /** Calls for all rows. */
  calls: { setSlots: Spread; setFlags: Spread; setPositions: Spread };
  tileBytes: number;
}

export interface LoadFigures {
  /** The longest call with a chunk of 50,000 rows. */
  appendLongest: number;
  /** From the first chunk until all are drawn and sorted, the pointer moving over them meanwhile. */
  totalMs: number;
  blocks: Blocks;
}

declare global {
  interface Window {
    bench?: SceneBench;
    startBench?: (points: number) => SceneBench;
    gc?: () => void;
  }
  interface Performance {
    memory?: { usedJSHeapSize: number };
  }
}

const FRAMES = 10;
const CHUNK = 50_000;
const TILE_SIZE = 32;
const CATEGORIES = 10;

const round = (value: number) => Math.round(value * 100) / 100;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
}

const spread = (values: readonly number[]): Spread => ({
  p50: quantile(values, 0.5),
  p95: quantile(values, 0.95),
});

const time = (work: () => void): number => {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
};

const nextTurn = () => new Promise((resolve) => setTimeout(resolve));

/** A small linear congruential generator: the same cloud in every run. */
function randomCloud(points: number): Float32Array<ArrayBuffer> {
  let state = 7;
  const random = () => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 32;
  return Float32Array.from({ length: points * 3 }, () => random() + random() + random() - 1.5);
}

function addCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  document.body.append(canvas);
  return canvas;
}

/** Frames of one view, a little different each time. */
class FrameSeries {
  readonly script: number[] = [];
  readonly drawn: number[] = [];
  readonly #gl: WebGL2RenderingContext;
  readonly #draw: () => void;

  constructor(canvas: HTMLCanvasElement, draw: () => void) {
    const gl = canvas.getContext('webgl2');
    if (!gl) throw new Error('No WebGL 2 in this browser.');
    this.#gl = gl;
    this.#draw = draw;
    this.#drawWhole();
  }

  measure(): void {
    const startMs = performance.now();
    this.#draw();
    this.script.push(performance.now() - startMs);
    this.#waitForPixels();
    this.drawn.push(performance.now() - startMs);
  }

  heapPerFrame(): number {
    window.gc?.();
    const before = performance.memory?.usedJSHeapSize ?? NaN;
    for (let frame = 0; frame < FRAMES; frame++) this.#drawWhole();
    return Math.round(((performance.memory?.usedJSHeapSize ?? NaN) - before) / FRAMES);
  }

  #drawWhole(): void {
    this.#draw();
    this.#waitForPixels();
  }

  /** A pixel that is read cannot come before everything is drawn. */
  #waitForPixels(): void {
    this.#gl.readPixels(0, 0, 1, 1, this.#gl.RGBA, this.#gl.UNSIGNED_BYTE, new Uint8Array(4));
  }
}

/** What three.js draws for the same number of points when nothing else is asked of it. */
function barePoints(positions: Float32Array): { series: FrameSeries; dispose(): void } {
  const canvas = addCanvas();
  const renderer = new WebGLRenderer({ canvas, antialias: false });
  renderer.setSize(innerWidth, innerHeight, false);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  const material = new PointsMaterial({ size: 3, sizeAttenuation: false });
  const points = new Points(geometry, material);
  points.frustumCulled = false;
  const scene = new Scene();
  scene.add(points);
  const camera = new PerspectiveCamera(38, innerWidth / innerHeight, 0.1, 100);
  camera.position.z = 5;
  const series = new FrameSeries(canvas, () => {
    points.rotation.y += 0.01;
    renderer.render(scene, camera);
  });
  const dispose = () => {
    geometry.dispose();
    material.dispose();
    renderer.dispose();
    canvas.remove();
  };
  return { series, dispose };
}

const events: SceneEvents = {
  hover: () => undefined,
  select: () => undefined,
  dragStart: () => undefined,
  drag: () => undefined,
  dragEnd: () => undefined,
  dragCancel: () => undefined,
  cameraMoved: () => undefined,
  frameDrawn: () => undefined,
};

export class SceneBench {
  readonly heartbeat = new Heartbeat();
  readonly #positions: Float32Array<ArrayBuffer>;
  readonly #slots: Uint16Array<ArrayBuffer>;
  readonly #scene: LatentScene;
  /** Rows of the last lasso; null since it began. */
  lassoed: number | null = null;

  constructor(points: number) {
    this.#positions = randomCloud(points);
    this.#slots = Uint16Array.from({ length: points }, (_, row) => row % CATEGORIES);
    this.#scene = new LatentScene(addCanvas(), events);
    this.#scene.setReducedMotion(true);
    this.#scene.addLayer(new AxesBox(this.#scene));
    addLasso(this.#scene, (rows) => (this.lassoed = rows.length));
  }

  get settled(): boolean {
    return this.#scene.settled;
  }

  /** As the page does: chunk by chunk as they arrive. */
  async load(): Promise<LoadFigures> {
    const points = this.#slots.length;
    const startMs = performance.now();
    this.heartbeat.start();
    this.#scene.reset(TILE_SIZE, points);
    let appendLongest = 0;
    for (let from = 0; from < points; from += CHUNK) {
      await nextTurn();
      const to = Math.min(points, from + CHUNK);
      const positions = this.#positions.subarray(from * 3, to * 3);
      const slots = this.#slots.subarray(from, to);
      const tookMs = time(() => {
        this.#scene.appendPoints(from, positions);
        this.#scene.setSlots(from, slots);
      });
      appendLongest = Math.max(appendLongest, tookMs);
    }
    do await nextTurn();
    while (!this.settled);
    const blocks = this.heartbeat.stop();
    return { appendLongest: round(appendLongest), totalMs: round(performance.now() - startMs), blocks };
  }

  async measure(): Promise<SceneFigures> {
    const scene = this.#scene;
    const points = this.#slots.length;
    const pick = Array.from({ length: 40 }, (_, k) =>
      time(() => scene.pick(innerWidth * (0.3 + 0.01 * k), innerHeight * (0.35 + 0.007 * k))),
    );
    scene.setTiles([points - 1], new Uint8Array(TILE_SIZE * TILE_SIZE * 4).fill(200));
    do await nextTurn();
    while (!this.settled);

    const floor = barePoints(this.#positions);
    const own = new FrameSeries(scene.canvas, () => {
      scene.orbitBy(0.01, 0);
      scene.drawNow();
    });
    for (let frame = 0; frame < FRAMES; frame++) {
      floor.series.measure();
      own.measure();
    }
    const ratios = own.drawn.map((ms, frame) => ms / (floor.series.drawn[frame] ?? NaN));
    const heapPerFrame = { scene: own.heapPerFrame(), floor: floor.series.heapPerFrame() };
    floor.dispose();

    const slots = [1, 2, 3, 4, 5].map((slot) => new Uint16Array(points).fill(slot));
    const flags = [1, 2, 3, 4, 5].map((category) =>
      Uint8Array.from(this.#slots, (slot) => (slot === category ? FILTERED : 0)),
    );
    const moved = [0.9, 1, 1.1].map((scale) => this.#positions.map((value) => value * scale));
    const calls = {
      setSlots: spread(slots.map((each) => time(() => scene.setSlots(0, each)))),
      setFlags: spread(flags.map((each) => time(() => scene.setFlags(0, each)))),
      setPositions: spread(moved.map((each) => time(() => scene.setPositions(each)))),
    };
    return {
      frameScript: { scene: spread(own.script), floor: spread(floor.series.script) },
      frameDrawn: { scene: spread(own.drawn), floor: spread(floor.series.drawn) },
      timesFloor: quantile(ratios, 0.5),
      heapPerFrame,
      pick: spread(pick),
      calls,
      tileBytes: scene.resourceCounts().tileBytes,
    };
  }
}

window.startBench = (points) => (window.bench = new SceneBench(points));
