import {
  BufferAttribute,
  BufferGeometry,
  GLSL3,
  LinearFilter,
  Mesh,
  RawShaderMaterial,
  RGBFormat,
  Scene,
  Sphere,
  Vector2,
  WebGLRenderTarget,
  type Camera,
  type WebGLRenderer,
} from 'three';

/** Layers of scene objects (three.js's Layers): what is kept as a picture, and what is drawn over it in every frame. */
export const STILL_LAYER = 0;
export const LIFTED_LAYER = 1;

/**
 * The picture of everything that stays where it is while a point is dragged or hovered. It is drawn when it is out of date
 * and copied to the canvas otherwise, so that a drag over 100,000 images costs what the one image in the hand costs.
 */
export class StillPicture {
  readonly #renderer: WebGLRenderer;
  readonly #target = new WebGLRenderTarget(1, 1, {
    // Without alpha, as the canvas is: SwiftShader copies it in two thirds of the time.
    format: RGBFormat,
    internalFormat: 'RGB8',
    minFilter: LinearFilter,
    magFilter: LinearFilter,
    generateMipmaps: false,
    depthBuffer: true,
  });
  readonly #copy: PictureCopy;
  #widthPx = 1;
  #heightPx = 1;

  /** Borrows the renderer. */
  constructor(renderer: WebGLRenderer) {
    this.#renderer = renderer;
    this.#copy = new PictureCopy(this.#target);
  }

  /** The canvas's size in device pixels. */
  setSize(widthPx: number, heightPx: number): void {
    this.#widthPx = widthPx;
    this.#heightPx = heightPx;
    this.#target.setSize(widthPx, heightPx);
  }

  /** Draws the still layer at `scale` 0..1 of the canvas's resolution. */
  draw(scene: Scene, camera: Camera, scale: number): void {
    const width = Math.max(1, Math.round(this.#widthPx * scale));
    const height = Math.max(1, Math.round(this.#heightPx * scale));
    this.#target.viewport.set(0, 0, width, height);
    this.#target.scissor.copy(this.#target.viewport);
    this.#target.scissorTest = true;
    this.#renderer.setRenderTarget(this.#target);
    camera.layers.set(STILL_LAYER);
    this.#renderer.render(scene, camera);
    this.#copy.setPart(width, height, this.#widthPx, this.#heightPx);
  }

  /** Copies the picture to the whole canvas, enlarged where it was drawn smaller. */
  show(camera: Camera): void {
    this.#renderer.setRenderTarget(null);
    camera.layers.set(STILL_LAYER);
    this.#renderer.render(this.#copy.scene, camera);
  }

  dispose(): void {
    this.#copy.dispose();
    this.#target.dispose();
  }
}

/**
 * A picture drawn over the whole canvas. With a triangle and not with blitFramebuffer, which Chromium does not count as
 * drawing, and which takes 45 ms in SwiftShader where this takes 15.
 */
class PictureCopy {
  readonly scene = new Scene();
  readonly #mesh: Mesh<BufferGeometry, RawShaderMaterial>;
  /** Of the picture's texture to a pixel of the canvas; 0 where pixels are the same. */
  readonly #step = new Vector2();

  constructor(target: WebGLRenderTarget) {
    const geometry = new BufferGeometry();
    // One triangle over the whole clip square.
    geometry.setAttribute('position', new BufferAttribute(new Float32Array([-1, -1, 3, -1, -1, 3]), 2));
    geometry.boundingSphere = new Sphere();
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: /* glsl */ `
in vec2 position;
void main() { gl_Position = vec4(position, 0.0, 1.0); }`,
      fragmentShader: /* glsl */ `
precision highp float;
uniform sampler2D picture;
uniform vec2 stepUv;
out vec4 outColour;
void main() {
  outColour = stepUv.x > 0.0
    ? textureLod(picture, gl_FragCoord.xy * stepUv, 0.0)
    : texelFetch(picture, ivec2(gl_FragCoord.xy), 0);
}`,
      uniforms: { picture: { value: target.texture }, stepUv: { value: this.#step } },
      depthTest: false,
      depthWrite: false,
    });
    this.#mesh = new Mesh(geometry, material);
    this.#mesh.frustumCulled = false;
    this.scene.add(this.#mesh);
    this.scene.matrixWorldAutoUpdate = false;
  }

  /** The part of the target that the picture takes up, and the whole. */
  setPart(widthPx: number, heightPx: number, wholeWidthPx: number, wholeHeightPx: number): void {
    if (widthPx === wholeWidthPx && heightPx === wholeHeightPx) this.#step.set(0, 0);
    else this.#step.set(widthPx / wholeWidthPx ** 2, heightPx / wholeHeightPx ** 2);
  }

  dispose(): void {
    this.#mesh.geometry.dispose();
    this.#mesh.material.dispose();
  }
}
