import { NearestFilter, WebGLRenderTarget, type Scene, type WebGLRenderer } from 'three';
import type { OrbitCamera } from './OrbitCamera.ts';
import { LIFTED_LAYER, STILL_LAYER } from './StillPicture.ts';
import type { Area } from './sceneTypes.ts';
import type { ThemeName } from './theme.ts';

/** How a picture of the scene is to look. Everything in it is as large as on screen, times `scale`. */
export interface PictureLook {
  /** What it shows of the canvas, CSS pixels; it may reach beyond the canvas. */
  readonly shown: Area;
  /** Pixels of the picture per CSS pixel. */
  readonly scale: number;
  /** Cards are as large as in a picture of this scale: another one than its own in a preview. */
  readonly cardScale: number;
  readonly theme: ThemeName;
  /** CSS colours by slot, in that theme. */
  readonly palette: readonly string[];
  /** The room's wall, plain white, or nothing: transparent. */
  readonly background: 'room' | 'white' | 'none';
}

/**
 * Draws a part of a picture with what uniforms say now, at once; what was drawn is read when the GPU is done with it, so
 * that nobody waits for it.
 * @param part pixels of the picture
 * @returns [h,w,4] uint8 RGBA, rows from the top
 */
export async function drawPicturePart(
  renderer: WebGLRenderer,
  scene: Scene,
  view: OrbitCamera,
  { shown, scale, background }: PictureLook,
  part: Area,
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  if (renderer.getContext().isContextLost()) throw lostGpu();
  const { width, height } = part;
  const camera = view.cameraOf({
    x: shown.x + part.x / scale,
    y: shown.y + part.y / scale,
    width: width / scale,
    height: height / scale,
  });
  const target = new WebGLRenderTarget(width, height, {
    minFilter: NearestFilter,
    magFilter: NearestFilter,
    generateMipmaps: false,
    depthBuffer: true,
  });
  renderer.setClearColor(background === 'white' ? 0xffffff : 0x000000, background === 'none' ? 0 : 1);
  renderer.setRenderTarget(target);
  camera.layers.set(STILL_LAYER);
  renderer.render(scene, camera);
  renderer.autoClear = false;
  camera.layers.set(LIFTED_LAYER);
  renderer.render(scene, camera);
  renderer.autoClear = true;
  renderer.setRenderTarget(null);
  renderer.setClearColor(0x000000, 1);
  const pixels = new Uint8Array(width * height * 4);
  try {
    await renderer.readRenderTargetPixelsAsync(target, 0, 0, width, height, pixels);
  } catch {
    throw lostGpu();
  } finally {
    target.dispose();
  }
  const upright = rowsFromTop(pixels, width * 4);
  if (background === 'none') divideByAlpha(upright);
  return upright;
}

const lostGpu = (): Error =>
  new Error('The GPU did not draw the picture: it is busy otherwise, or gone for a moment. Try once more.');

/** WebGL's first row is the lowest. */
function rowsFromTop(pixels: Uint8Array, rowBytes: number): Uint8ClampedArray<ArrayBuffer> {
  const upright = new Uint8ClampedArray(pixels.length);
  for (let from = 0, to = pixels.length - rowBytes; to >= 0; from += rowBytes, to -= rowBytes) {
    upright.set(pixels.subarray(from, from + rowBytes), to);
  }
  return upright;
}

/** What was blended over nothing has its colours times its alpha; an image file has them as they are. */
export function divideByAlpha(rgba: Uint8ClampedArray): void {
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3]!;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel++) rgba[channel] = (rgba[channel]! * 255) / alpha;
  }
}
