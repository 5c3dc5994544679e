import { NearestFilter, WebGLRenderTarget, type Camera, type Scene, type WebGLRenderer } from 'three';

/** Layers of scene objects (three.js's Layers): what is kept as a picture, and what is drawn over it in every frame. */
export const STILL_LAYER = 0;
export const LIFTED_LAYER = 1;

/**
 * The picture of everything that stays where it is while a point is dragged or hovered. It is drawn when it is out of date
 * and copied to the canvas otherwise, so that a drag over 100,000 images costs what the one image in the hand costs.
 */
export class StillPicture {
  readonly #renderer: WebGLRenderer;
  readonly #gl: WebGL2RenderingContext;
  readonly #target = new WebGLRenderTarget(1, 1, {
    minFilter: NearestFilter,
    magFilter: NearestFilter,
    generateMipmaps: false,
    depthBuffer: true,
  });
  #framebuffer: WebGLFramebuffer | null = null;
  #widthPx = 1;
  #heightPx = 1;
  /** The part of the target that the picture takes up. */
  #drawnWidthPx = 1;
  #drawnHeightPx = 1;

  /** Borrows the renderer. */
  constructor(renderer: WebGLRenderer) {
    this.#renderer = renderer;
    this.#gl = renderer.getContext() as WebGL2RenderingContext;
  }

  /** The canvas's size in device pixels. */
  setSize(widthPx: number, heightPx: number): void {
    this.#widthPx = widthPx;
    this.#heightPx = heightPx;
    this.#target.setSize(widthPx, heightPx);
  }

  /** Draws the still layer at `scale` 0..1 of the canvas's resolution. */
  draw(scene: Scene, camera: Camera, scale: number): void {
    this.#drawnWidthPx = Math.max(1, Math.round(this.#widthPx * scale));
    this.#drawnHeightPx = Math.max(1, Math.round(this.#heightPx * scale));
    this.#target.viewport.set(0, 0, this.#drawnWidthPx, this.#drawnHeightPx);
    this.#target.scissor.copy(this.#target.viewport);
    this.#target.scissorTest = true;
    this.#renderer.setRenderTarget(this.#target);
    this.#framebuffer = this.#gl.getParameter(this.#gl.DRAW_FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
    camera.layers.set(STILL_LAYER);
    this.#renderer.render(scene, camera);
  }

  /** Copies the picture to the whole canvas, enlarged where it was drawn smaller. */
  show(): void {
    const gl = this.#gl;
    this.#renderer.setRenderTarget(null);
    // A canvas that has been shown is emptied by the browser before the next drawing, for which Chromium does not take a
    // blit: what the blit had put there would be emptied with it.
    gl.clear(gl.COLOR_BUFFER_BIT);
    // Past three.js, which does not notice that binding both at once, as it does, changes the one to read from.
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.#framebuffer);
    const isEnlarged = this.#drawnWidthPx !== this.#widthPx || this.#drawnHeightPx !== this.#heightPx;
    gl.blitFramebuffer(
      0,
      0,
      this.#drawnWidthPx,
      this.#drawnHeightPx,
      0,
      0,
      this.#widthPx,
      this.#heightPx,
      gl.COLOR_BUFFER_BIT,
      isEnlarged ? gl.LINEAR : gl.NEAREST,
    );
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
  }

  dispose(): void {
    this.#target.dispose();
  }
}
