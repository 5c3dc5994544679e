import { LinearSRGBColorSpace, Scene, WebGLRenderer } from 'three';
import { AxesBox } from './AxesBox.ts';
import { Backdrop } from './Backdrop.ts';
import { FrameFence } from './FrameFence.ts';
import type { CardAppearance } from './CardAppearance.ts';
import { cardSidePx } from './cardSize.ts';
import { cardUniforms } from './cardUniforms.ts';
import type { CloudBounds } from './CloudBounds.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import { Palette } from './Palette.ts';
import { PointCloud } from './PointCloud.ts';
import { ProbeSprites } from './ProbeSprites.ts';
import { THEMES, type ThemeName } from './theme.ts';
import { LIFTED_LAYER, StillPicture } from './StillPicture.ts';
import { TileAtlas } from './TileAtlas.ts';
import { WideLines } from './WideLines.ts';

const PIXEL_RATIO_MOST = 2;

/** Everything that is drawn, with its place on the GPU and the uniforms it shares. */
export class SceneLayers {
  readonly uniforms = cardUniforms();
  readonly palette = new Palette();
  readonly cloud = new PointCloud(this.uniforms);
  readonly probes = new ProbeSprites(this.uniforms);
  readonly axes = new AxesBox(this.uniforms);
  readonly atlas: TileAtlas;
  /** The axis that a dragged point is held to. */
  readonly guide: WideLines;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #fence: FrameFence;
  readonly #still: StillPicture;
  readonly #backdrop = new Backdrop(this.uniforms.viewportPx);
  #theme: ThemeName = 'dark';
  #drawing = { widthPx: 1, heightPx: 1, pixelRatio: 1 };

  constructor(canvas: HTMLCanvasElement) {
    this.#renderer = new WebGLRenderer({
      canvas,
      // Cards are square to the pixels, lines and dots smooth themselves: multisampling would only cost.
      antialias: false,
      alpha: false,
      // Depth is in the still picture's own buffer.
      depth: false,
      stencil: false,
      powerPreference: 'high-performance',
    });
    this.#fence = new FrameFence(this.#renderer.getContext());
    this.#still = new StillPicture(this.#renderer);
    // Shaders write sRGB themselves, as the images have it.
    this.#renderer.outputColorSpace = LinearSRGBColorSpace;
    this.atlas = new TileAtlas(this.#renderer);
    this.guide = new WideLines(this.uniforms, { widthPx: 1.5, opacity: 0.8, fogMost: 0, onTop: true });
    this.#scene.add(
      this.#backdrop.mesh,
      this.axes.group,
      ...this.cloud.meshes,
      this.probes.group,
      this.guide.mesh,
    );
    // Nothing is placed by matrices.
    this.#scene.matrixWorldAutoUpdate = false;
    this.uniforms.palette.value = this.palette.texture;
    this.setTheme('dark');
  }

  get theme(): ThemeName {
    return this.#theme;
  }

  setTheme(name: ThemeName): void {
    this.#theme = name;
    const theme = THEMES[name];
    this.#backdrop.setTheme(theme);
    this.axes.setTheme(theme);
    this.palette.setUnlabelled(theme.unlabelled);
    this.probes.setThreadColour(theme.accent);
    const { fogColour, emptyColour, ringColour, haloColour, fogMost } = this.uniforms;
    fogColour.value.set(...theme.fog);
    emptyColour.value.set(...theme.emptyCard);
    ringColour.value.set(...theme.accent);
    haloColour.value.set(...theme.accentHalo);
    fogMost.value = name === 'dark' ? 0.5 : 0.3;
  }

  /** The largest sprite that this GPU draws, in CSS pixels. */
  get spriteMostPx(): number {
    const gl = this.#renderer.getContext();
    const range = gl.getParameter(gl.ALIASED_POINT_SIZE_RANGE) as Float32Array;
    return (range[1] ?? 1) / this.#renderer.getPixelRatio();
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
    this.axes.setPixelRatio(ratio);
  }

  /** Writes what this frame needs; `glide` 0..1 is how far points are on their way to new places. */
  update(
    view: OrbitCamera,
    { sizing, drawsImages }: CardAppearance,
    bounds: CloudBounds,
    glide: number,
  ): void {
    const { uniforms } = this;
    uniforms.cardSize.value = sizing.cardSize;
    uniforms.minPx.value = sizing.minPx;
    uniforms.maxPx.value = sizing.maxPx;
    uniforms.focalPx.value = sizing.focalPx;
    uniforms.nearDepth.value = sizing.nearDepth;
    uniforms.dotPx.value = sizing.dotPx;
    uniforms.squarePx.value = sizing.squarePx;
    uniforms.dotsOnly.value = drawsImages ? 0 : 1;
    uniforms.transition.value = glide;

    const centre = bounds.centre();
    const radius = bounds.radius();
    const depth = view.depthOf(centre[0], centre[1], centre[2]);
    // While points glide they may be anywhere.
    const reach = glide < 1 ? Infinity : bounds.farthest();
    const largest = cardSidePx(sizing, Math.max(depth - reach, sizing.nearDepth * 2));
    const smallest = depth - reach > sizing.nearDepth * 2 ? cardSidePx(sizing, depth + reach) : 0;
    this.cloud.setKinds(largest >= sizing.squarePx, smallest < sizing.squarePx);
    const fogNear = Math.max(depth - radius * 0.9, view.distance * 0.3);
    uniforms.fogNear.value = fogNear;
    uniforms.fogFar.value = Math.max(depth + radius * 1.1, fogNear + radius);

    const { layout } = this.atlas;
    uniforms.atlas.value = this.atlas.texture;
    const grid = uniforms.atlasGrid.value;
    grid[0] = layout?.columns ?? 1;
    grid[1] = layout?.rows ?? 1;
    grid[2] = layout?.layers ?? 0;
    uniforms.atlasSide.value = layout?.side ?? 1;
    uniforms.atlasLevels.value = layout?.levels ?? 1;
    this.axes.update(view);
  }

  /**
   * One frame.
   * @param stillScale the resolution, 0..1 of the canvas's, at which to draw anew what does not move; null: it is as it was
   */
  render(view: OrbitCamera, stillScale: number | null): void {
    const { camera } = view;
    if (stillScale !== null) {
      this.#setResolution(stillScale);
      this.#still.draw(this.#scene, camera, stillScale);
      this.#setResolution(1);
    }
    this.#still.show();
    camera.layers.set(LIFTED_LAYER);
    this.#renderer.autoClear = false;
    this.#renderer.render(this.#scene, camera);
    this.#renderer.autoClear = true;
    this.#fence.set();
  }

  /** What shaders are told of the size of what they draw into. */
  #setResolution(scale: number): void {
    const { widthPx, heightPx, pixelRatio } = this.#drawing;
    this.uniforms.viewportPx.value.set(widthPx * scale, heightPx * scale);
    this.uniforms.pixelRatio.value = pixelRatio * scale;
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
    this.probes.dispose();
    this.cloud.dispose();
    this.axes.dispose();
    this.guide.dispose();
    this.#backdrop.dispose();
    this.palette.dispose();
    this.atlas.dispose();
    this.#fence.dispose();
    this.#still.dispose();
    this.#renderer.dispose();
  }
}
