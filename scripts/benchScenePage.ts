/** The page of bench-scene.ts: everything is measured in here. Durations in ms. */
import {
  BufferAttribute,
  BufferGeometry,
  PerspectiveCamera,
  Points,
  PointsMaterial,
  Scene,
  WebGLRenderer,
} from 'three';
import { LatentScene } from '../renderer/scene/LatentScene.ts';
import type { SceneEvents } from '../renderer/scene/sceneTypes.ts';

interface Spread {
  p50: number;
  p95: number;
}

interface SceneFigures {
  points: number;
  /** JavaScript of one frame, the drawing not waited for. */
  frameScript: { scene: Spread; floor: Spread };
  /** One frame until all its pixels are there. */
  frameDrawn: { scene: Spread; floor: Spread };
  /** Growth of the JavaScript heap by a frame, bytes. */
  heapPerFrame: { scene: number; floor: number };
  /** All points in chunks of 50,000: the longest call, and the sum. */
  append: { longest: number; total: number };
  /** The longest that the page was kept from answering while points were sorted for picking. */
  sortBlocked: number;
  pick: Spread;
  pickUnsorted: Spread;
  filter: Spread;
  setPositions: number;
  tileBytes: number;
}

declare global {
  interface Window {
    benchScene?: (points: number) => Promise<SceneFigures>;
    gc?: () => void;
  }
  interface Performance {
    memory?: { usedJSHeapSize: number };
  }
}

const FRAMES = 6;
const CHUNK = 50_000;
const TILE_SIZE = 32;

const round = (value: number) => Math.round(value * 100) / 100;

function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
  return { p50: at(0.5), p95: at(0.95) };
}

const time = (work: () => void): number => {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
};

/** A small linear congruential generator: the same cloud in every run. */
function randomCloud(points: number): Float32Array {
  let state = 7;
  const random = () => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 32;
  return Float32Array.from({ length: points * 3 }, () => random() + random() + random() - 1.5);
}

function addCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  document.body.replaceChildren(canvas);
  return canvas;
}

/** Waits until the GPU has drawn everything: a pixel that is read cannot come earlier. */
function waitForPixels(gl: WebGLRenderingContext | WebGL2RenderingContext): void {
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

/** `draw` starts a frame of a view that is a little different each time. */
function measureFrames(canvas: HTMLCanvasElement, draw: () => void) {
  const gl = canvas.getContext('webgl2');
  if (!gl) throw new Error('No WebGL 2 in this browser.');
  const script: number[] = [];
  const drawn: number[] = [];
  for (let frame = -1; frame < FRAMES; frame++) {
    const startMs = performance.now();
    draw();
    const scriptMs = performance.now() - startMs;
    waitForPixels(gl);
    if (frame < 0) continue;
    script.push(scriptMs);
    drawn.push(performance.now() - startMs);
  }
  window.gc?.();
  const before = performance.memory?.usedJSHeapSize ?? NaN;
  for (let frame = 0; frame < FRAMES; frame++) draw();
  const heap = ((performance.memory?.usedJSHeapSize ?? NaN) - before) / FRAMES;
  waitForPixels(gl);
  return { script: spread(script), drawn: spread(drawn), heap: Math.round(heap) };
}

function measureFloor(positions: Float32Array) {
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
  const figures = measureFrames(canvas, () => {
    points.rotation.y += 0.01;
    renderer.render(scene, camera);
  });
  geometry.dispose();
  material.dispose();
  renderer.dispose();
  renderer.forceContextLoss();
  return figures;
}

const silent: SceneEvents = {
  hover: () => undefined,
  select: () => undefined,
  dragStart: () => undefined,
  drag: () => undefined,
  dragEnd: () => undefined,
  dragCancel: () => undefined,
  cameraMoved: () => undefined,
  frameDrawn: () => undefined,
};

/** The longest wait between two turns of the page's loop until `done`. */
async function longestBlock(done: () => boolean): Promise<number> {
  let longest = 0;
  let lastMs = performance.now();
  while (!done()) {
    await new Promise((resolve) => setTimeout(resolve));
    const nowMs = performance.now();
    longest = Math.max(longest, nowMs - lastMs);
    lastMs = nowMs;
  }
  return round(longest);
}

window.benchScene = async (points) => {
  const positions = randomCloud(points);
  const labels = Uint16Array.from({ length: points }, (_, i) => i % 10);
  const floor = measureFloor(positions);

  const canvas = addCanvas();
  const scene = new LatentScene(canvas, silent);
  scene.setReducedMotion(true);
  // Drawing has figures of its own: here only what calls cost is looked at.
  scene.reset(TILE_SIZE, points);
  const appends: number[] = [];
  for (let from = 0; from < points; from += CHUNK) {
    const to = Math.min(points, from + CHUNK);
    const chunk = positions.slice(from * 3, to * 3);
    appends.push(time(() => scene.appendPoints(from, chunk, labels.slice(from, to))));
  }
  const pickSome = () => {
    const times: number[] = [];
    for (let k = 0; k < 40; k++) {
      const x = innerWidth * (0.3 + 0.01 * k);
      times.push(time(() => scene.pick(x, innerHeight * (0.35 + 0.007 * k))));
    }
    return spread(times);
  };
  const pickUnsorted = pickSome();
  scene.drawNow();
  const sortBlocked = await longestBlock(() => scene.settled);
  const pick = pickSome();

  const tile = new Uint8Array(TILE_SIZE * TILE_SIZE * 4).fill(200);
  scene.setTiles(points - 1, tile);
  await longestBlock(() => scene.settled);
  const frames = measureFrames(canvas, () => {
    scene.orbitBy(0.01, 0);
    scene.drawNow();
  });
  const filters: number[] = [];
  for (let k = 0; k < 10; k++) {
    const visible = Array.from({ length: 11 }, (_, label) => label !== k);
    filters.push(time(() => scene.setVisibleLabels(visible)));
  }
  scene.setVisibleLabels(null);
  const moved = positions.map((value) => value * 0.9);
  const setPositions = round(time(() => scene.setPositions(moved)));
  const { tileBytes } = scene.resourceCounts();
  scene.dispose();
  return {
    points,
    frameScript: { scene: frames.script, floor: floor.script },
    frameDrawn: { scene: frames.drawn, floor: floor.drawn },
    heapPerFrame: { scene: frames.heap, floor: floor.heap },
    append: { longest: round(Math.max(...appends)), total: round(appends.reduce((a, b) => a + b, 0)) },
    sortBlocked,
    pick,
    pickUnsorted,
    filter: spread(filters),
    setPositions,
    tileBytes,
  };
};
