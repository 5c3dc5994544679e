import { LinearSRGBColorSpace, Scene, WebGLRenderer, type WebGLProgram } from 'three';
import { Backdrop } from './Backdrop.ts';
import { cardSidePx } from './cardSize.ts';
import { cardUniforms } from './cardUniforms.ts';
import { FrameFence } from './FrameFence.ts';
import { STILL_SCALE, type StillDrawing } from './MotionResolution.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import { Palette } from './Palette.ts';
import { PointCloud } from './PointCloud.ts';
import { ProbeSprites } from './ProbeSprites.ts';
import type { SceneFrame, SceneLayer } from './sceneFrame.ts';
import { drawPicturePart, type PictureLook } from './picturePart.ts';
import type { Area } from './sceneTypes.ts';
import { LIFTED_LAYER, STILL_LAYER, StillPicture } from './StillPicture.ts';
import { sceneTheme, type SceneTheme, type ThemeName } from './theme.ts';
import { TileAtlas } from './TileAtlas.ts';

const PIXEL_RATIO_MOST = 2;
/** Until it is asked again whether shaders are there. */
const COMPILED_MS = 10;
/** For what changed of the points, in a frame: the rest comes between frames. */
const UPLOAD_MS = 2;
/** Around a sprite for the ring of a card in focus, CSS pixels. */
const RING_ROOM_PX = 6;
/** Around the canvas, device pixels: half of the largest card of a window. */
const SPRITE_MARGIN_PX = 256;
/** How far the rest fades into the room beside a selection of several, and while a lasso is being drawn. */
const DIM = { selected: 0.5, marked: 0.3 } as const;

/** With what three.js has and its types leave out. */
type CompiledProgram = WebGLProgram & { isReady(): boolean };

/** Everything that is drawn, with its place on the GPU and the uniforms it shares. */
export class SceneLayers {
  readonly uniforms = cardUniforms();
  readonly palette = new Palette();
  readonly cloud: PointCloud;
  readonly probes: ProbeSprites;
  readonly atlas: TileAtlas;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #fence: FrameFence;
  readonly #still: StillPicture;
  readonly #layers: SceneLayer[] = [];
  #themeName: ThemeName = 'dark';
  #isHighContrast = false;
  #theme: SceneTheme = sceneTheme('dark');
  readonly #backdrop: Backdrop;
  #compiling = 0;
  #drawing = { widthPx: 1, heightPx: 1, pixelRatio: 1 };

  constructor(canvas: HTMLCanvasElement) {
    this.#renderer = new WebGLRenderer({
      canvas,
      // Cards are square to the pixels, lines and dots smooth themselves: multisampling would only cost.
      antialias: false,
      alpha: false,
      stencil: false,
      powerPreference: 'high-performance',
    });
    const gl = this.#renderer.getContext();
    if (!(gl instanceof WebGL2RenderingContext)) throw new TypeError('Scene: expected a WebGL 2 context');
    this.cloud = new PointCloud(gl, this.uniforms);
    this.probes = new ProbeSprites(this.uniforms, this.cloud);
    this.#fence = new FrameFence(gl);
    this.#still = new StillPicture(this.#renderer);
    // Shaders write sRGB themselves, as the images have it.
    this.#renderer.outputColorSpace = LinearSRGBColorSpace;
    this.atlas = new TileAtlas(this.#renderer, this.cloud);
    this.#scene.add(...this.cloud.meshes);
    // Nothing is placed by matrices.
    this.#scene.matrixWorldAutoUpdate = false;
    this.uniforms.palette.value = this.palette.texture;
    this.setTheme('dark');
    this.#backdrop = new Backdrop(this.uniforms);
    this.add(this.#backdrop);
    this.add(this.probes);
  }

  /** Returns what takes it out again and disposes of it. */
  add(layer: SceneLayer): () => void {
    this.#layers.push(layer);
    this.#scene.add(...layer.objects);
    layer.setTheme?.(this.#theme);
    return () => {
      const at = this.#layers.indexOf(layer);
      if (at < 0) return;
      this.#layers.splice(at, 1);
      this.#scene.remove(...layer.objects);
      layer.dispose();
    };
  }

  /** Makes the shaders of all that there is before they are needed: the first frame with points would wait otherwise. */
  compile({ camera }: OrbitCamera): void {
    this.#renderer.compile(this.#scene, camera);
    clearTimeout(this.#compiling);
    this.#compiling = window.setTimeout(this.#useCompiled, COMPILED_MS);
  }

  /** What three.js asks of a program at its first use waits for all that the GPU has to do by then: asked while that is little. */
  readonly #useCompiled = (): void => {
    for (const program of this.#renderer.info.programs ?? []) {
      if (!(program as CompiledProgram).isReady()) {
        this.#compiling = window.setTimeout(this.#useCompiled, COMPILED_MS);
        return;
      }
      program.getUniforms();
      program.getAttributes();
    }
  };

  get theme(): ThemeName {
    return this.#themeName;
  }

  setTheme(name: ThemeName, isHighContrast = false): void {
    const theme = sceneTheme(name, isHighContrast);
    this.#themeName = name;
    this.#isHighContrast = isHighContrast;
    this.#theme = theme;
    for (const layer of this.#layers) layer.setTheme?.(theme);
    this.palette.setNone(theme.unlabelled);
    const { fogColour, emptyColour, ringColour, haloColour, selectedColour, markColour, fogMost } =
      this.uniforms;
    fogColour.value.set(...theme.fog);
    emptyColour.value.set(...theme.emptyCard);
    ringColour.value.set(...theme.accent);
    haloColour.value.set(...theme.accentHalo);
    selectedColour.value.set(...theme.selected);
    markColour.value.set(...theme.mark);
    fogMost.value = theme.fogMost;
  }

  /** The largest card that this GPU draws at so many device pixels per CSS pixel, room for a ring left out, CSS pixels. */
  spriteMostPx(pixelRatio: number): number {
    return this.#spriteMostDevicePx / pixelRatio - 2 * RING_ROOM_PX;
  }

  /** The largest side of a target that this GPU draws into, in device pixels. */
  get targetMostPx(): number {
    const gl = this.#renderer.getContext();
    const sides = [gl.MAX_TEXTURE_SIZE, gl.MAX_RENDERBUFFER_SIZE].map(
      (limit) => gl.getParameter(limit) as number,
    );
    const [width = 0, height = 0] = gl.getParameter(gl.MAX_VIEWPORT_DIMS) as Int32Array;
    // Sprites are drawn into a viewport with a margin: half of the largest on either side.
    return Math.min(...sides, width - this.#spriteMostDevicePx, height - this.#spriteMostDevicePx);
  }

  /** Device pixels per CSS pixel of the canvas. */
  get pixelRatio(): number {
    return this.#drawing.pixelRatio;
  }

  /** The canvas's size in CSS pixels. */
  setSize(widthPx: number, heightPx: number): void {
    const ratio = Math.min(PIXEL_RATIO_MOST, window.devicePixelRatio || 1);
    this.#renderer.setPixelRatio(ratio);
    this.#renderer.setSize(widthPx, heightPx, false);
    const { drawingBufferWidth, drawingBufferHeight } = this.#renderer.getContext();
    this.#drawing = { widthPx: drawingBufferWidth, heightPx: drawingBufferHeight, pixelRatio: ratio };
    this.#still.setSize(drawingBufferWidth, drawingBufferHeight);
    this.#setResolution(1);
  }

  /**
   * Writes what this frame needs.
   * @param glide 0..1, how far points are on their way to new places
   * @param anywhere points may be outside of the frame's bounds
   */
  update(frame: SceneFrame, glide: number, anywhere: boolean): void {
    const { uniforms } = this;
    const { sizing } = frame;
    this.cloud.upload(performance.now() + UPLOAD_MS);
    uniforms.cardSize.value = sizing.cardSize;
    uniforms.minPx.value = sizing.minPx;
    uniforms.maxPx.value = sizing.maxPx;
    uniforms.focalPx.value = sizing.focalPx;
    uniforms.nearDepth.value = sizing.nearDepth;
    uniforms.dotPx.value = sizing.dotPx;
    uniforms.squarePx.value = sizing.squarePx;
    uniforms.transition.value = glide;
    const { selectedCount, markedCount } = this.cloud.states;
    uniforms.dimRest.value = selectedCount > 1 ? DIM.selected : markedCount > 0 ? DIM.marked : 0;
    this.#placeDepths(frame, anywhere);

    const { layout } = this.atlas;
    uniforms.atlas.value = this.atlas.texture;
    const grid = uniforms.atlasGrid.value;
    grid[0] = layout?.columns ?? 1;
    grid[1] = layout?.rows ?? 1;
    grid[2] = layout?.layers ?? 0;
    uniforms.atlasSide.value = layout?.side ?? 1;
    uniforms.atlasLevels.value = layout?.levels ?? 1;
    for (const layer of this.#layers) layer.update?.(frame);
  }

  /**
   * One frame.
   * @param still how to draw anew what does not move; null: it is as it was
   */
  render({ camera }: OrbitCamera, still: StillDrawing | null): void {
    const renderer = this.#renderer;
    if (still === 'direct') {
      renderer.setRenderTarget(null);
      camera.layers.set(STILL_LAYER);
      renderer.render(this.#scene, camera);
      renderer.autoClear = false;
    } else {
      if (still !== null) {
        this.#setResolution(STILL_SCALE[still]);
        this.#still.draw(this.#scene, camera, STILL_SCALE[still]);
        this.#setResolution(1);
      }
      renderer.autoClear = false;
      this.#still.show(camera);
    }
    camera.layers.set(LIFTED_LAYER);
    renderer.render(this.#scene, camera);
    renderer.autoClear = true;
    this.#fence.set();
  }

  /**
   * Draws a part of a picture, and reads it when the GPU is done; what the canvas shows stays.
   * @param frame of that picture
   * @param part pixels of it
   * @returns [h,w,4] uint8 RGBA, rows from the top
   */
  drawPart(
    frame: SceneFrame,
    look: PictureLook,
    part: Area,
    glide: number,
    anywhere: boolean,
  ): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const { uniforms, palette } = this;
    const { colours } = palette;
    const theme = this.#themeName;
    const isHighContrast = this.#isHighContrast;
    const [backdrop] = this.#backdrop.objects;
    const { shown, scale } = look;
    try {
      if (look.theme !== theme) this.setTheme(look.theme, isHighContrast);
      palette.setColours(look.palette);
      backdrop.visible = look.background === 'room';
      this.update(frame, glide, anywhere);
      const wholeHeightPx = shown.height * scale;
      uniforms.viewportPx.value.set(part.width, part.height);
      uniforms.wholePx.value.set(shown.width * scale, wholeHeightPx);
      uniforms.partOriginPx.value.set(part.x, wholeHeightPx - part.y - part.height);
      uniforms.pixelRatio.value = scale;
      uniforms.marginPx.value = Math.max(SPRITE_MARGIN_PX, Math.ceil(frame.sizing.maxPx * scale));
      // What it draws is drawn when this returns; only the pixels are still to come.
      return drawPicturePart(this.#renderer, this.#scene, frame.view, look, part);
    } finally {
      backdrop.visible = true;
      if (look.theme !== theme) this.setTheme(theme, isHighContrast);
      palette.setColours(colours);
      uniforms.partOriginPx.value.set(0, 0);
      uniforms.marginPx.value = SPRITE_MARGIN_PX;
      this.#setResolution(1);
    }
  }

  /** The last frame is still being drawn. */
  get isBusy(): boolean {
    return this.#fence.isPending;
  }

  /** GPU objects alive, for tests and leak checks. */
  resourceCounts(): { geometries: number; textures: number; programs: number; tileBytes: number } {
    const { memory, programs } = this.#renderer.info;
    return {
      geometries: memory.geometries,
      textures: memory.textures,
      programs: programs?.length ?? 0,
      tileBytes: this.atlas.layout?.bytes ?? 0,
    };
  }

  dispose(): void {
    clearTimeout(this.#compiling);
    for (const layer of this.#layers) layer.dispose();
    this.#layers.length = 0;
    this.cloud.dispose();
    this.palette.dispose();
    this.atlas.dispose();
    this.#fence.dispose();
    this.#still.dispose();
    this.#renderer.dispose();
  }

  get #spriteMostDevicePx(): number {
    const gl = this.#renderer.getContext();
    const range = gl.getParameter(gl.ALIASED_POINT_SIZE_RANGE) as Float32Array;
    return range[1] ?? 1;
  }

  /** Fog, and which kinds of cards there can be, from how near and far the points are. */
  #placeDepths({ view, bounds, sizing }: SceneFrame, anywhere: boolean): void {
    const { uniforms } = this;
    const { dotPx, squarePx, nearDepth } = sizing;
    const centre = bounds.centre();
    const radius = bounds.radius();
    const depth = view.depthOf(centre[0], centre[1], centre[2]);
    const reach = anywhere ? Infinity : bounds.farthest();
    const nearest = depth - reach;
    const largest = cardSidePx(sizing, Math.max(nearest, nearDepth * 2));
    const smallest = nearest > nearDepth * 2 ? cardSidePx(sizing, depth + reach) : 0;
    this.cloud.setKinds(smallest <= dotPx, largest > dotPx && smallest < squarePx, largest >= squarePx);
    const fogNear = Math.max(depth - radius * 0.9, view.distance * 0.3);
    uniforms.fogNear.value = fogNear;
    uniforms.fogFar.value = Math.max(depth + radius * 1.1, fogNear + radius);
  }

  /** What shaders are told of the size of what they draw into. */
  #setResolution(scale: number): void {
    const { widthPx, heightPx, pixelRatio } = this.#drawing;
    this.uniforms.viewportPx.value.set(widthPx * scale, heightPx * scale);
    this.uniforms.wholePx.value.copy(this.uniforms.viewportPx.value);
    this.uniforms.pixelRatio.value = pixelRatio * scale;
  }
}
