import {
  BufferGeometry,
  GLSL3,
  Points,
  RawShaderMaterial,
  Sphere,
  type NormalOrGLBufferAttributes,
  type WebGLRenderer,
} from 'three';
import { CARD_FRAGMENT, CARD_VERTEX, type CardVariant } from './cardShader.ts';
import type { CardUniforms } from './cardUniforms.ts';

/** Attributes from three's own buffers or from RowBuffer's. */
export type CardGeometry = BufferGeometry<NormalOrGLBufferAttributes>;

/** Sprites drawn into a viewport larger than the picture: a sprite whose centre is outside the viewport is not drawn. */
export class CardPoints extends Points<CardGeometry, RawShaderMaterial> {
  constructor(geometry: CardGeometry, uniforms: CardUniforms, variant: CardVariant) {
    super(geometry, cardMaterial(uniforms, variant));
    this.frustumCulled = false;
  }

  get #uniforms(): CardUniforms {
    return this.material.uniforms as CardUniforms;
  }

  override onBeforeRender = (renderer: WebGLRenderer): void => {
    const gl = renderer.getContext();
    const margin = this.#uniforms.marginPx.value;
    const { x: widthPx, y: heightPx } = this.#uniforms.viewportPx.value;
    gl.viewport(-margin, -margin, widthPx + 2 * margin, heightPx + 2 * margin);
  };

  override onAfterRender = (renderer: WebGLRenderer): void => {
    const gl = renderer.getContext();
    const { x: widthPx, y: heightPx } = this.#uniforms.viewportPx.value;
    gl.viewport(0, 0, widthPx, heightPx);
  };
}

export function cardGeometry(): CardGeometry {
  const geometry: CardGeometry = new BufferGeometry();
  // Never culled; without one three.js would read all positions to sort by their centre.
  geometry.boundingSphere = new Sphere();
  return geometry;
}

function cardMaterial(uniforms: CardUniforms, variant: CardVariant): RawShaderMaterial {
  const focus = variant === 'FOCUS';
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: CARD_VERTEX,
    fragmentShader: CARD_FRAGMENT,
    uniforms,
    defines: { [variant]: '' },
    depthTest: !focus,
    depthWrite: !focus,
    // The focus is drawn among the transparent, which come after everything opaque.
    transparent: focus,
  });
}
