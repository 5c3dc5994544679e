import { GLSL3, InstancedBufferAttribute, Mesh, RawShaderMaterial, Vector3 } from 'three';
import type { InstancedBufferGeometry } from 'three';
import type { CardUniforms } from '../cardUniforms.ts';
import { quadGeometry } from '../quadGeometry.ts';
import { LIFTED_LAYER } from '../StillPicture.ts';

const VERTEX = /* glsl */ `
in vec2 corner;
in vec4 place; // projection units, and the radius in CSS pixels
uniform mat4 viewMatrix, projectionMatrix;
uniform vec2 viewportPx;
uniform float pixelRatio;
out vec2 fromCentrePx;
flat out float radiusPx;
void main() {
  radiusPx = place.w * pixelRatio;
  fromCentrePx = corner * (radiusPx + 1.0);
  vec4 clip = projectionMatrix * viewMatrix * vec4(place.xyz, 1.0);
  clip.xy += fromCentrePx * 2.0 / viewportPx * clip.w;
  gl_Position = clip;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;
in vec2 fromCentrePx;
flat in float radiusPx;
uniform vec3 colour, haloColour;
uniform float pixelRatio;
out vec4 outColour;
void main() {
  float away = length(fromCentrePx);
  float cover = clamp(radiusPx + 0.5 - away, 0.0, 1.0);
  float inner = clamp(radiusPx - 2.0 * pixelRatio + 0.5 - away, 0.0, 1.0);
  outColour = vec4(mix(haloColour, colour, inner), cover);
}
`;

/** Discs of a size in CSS pixels, each with a rim, over everything. One draw. */
export class PathMarks {
  readonly mesh: Mesh<InstancedBufferGeometry, RawShaderMaterial>;
  readonly colour = new Vector3(1, 1, 1);
  readonly halo = new Vector3();
  #places = new InstancedBufferAttribute(new Float32Array(4), 4);

  constructor({ viewportPx, pixelRatio }: CardUniforms) {
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: { viewportPx, pixelRatio, colour: { value: this.colour }, haloColour: { value: this.halo } },
      transparent: true,
      depthWrite: false,
      depthTest: false,
    });
    this.mesh = new Mesh(quadGeometry(), material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = 16;
    this.mesh.layers.set(LIFTED_LAYER);
    this.setCount(0);
  }

  /** Room for this many. */
  setCount(count: number): void {
    const { geometry } = this.mesh;
    if (count > this.#places.count || !geometry.hasAttribute('place')) {
      geometry.dispose();
      this.#places = new InstancedBufferAttribute(new Float32Array(Math.max(1, count) * 4), 4);
      geometry.setAttribute('place', this.#places);
    }
    geometry.instanceCount = count;
    this.mesh.visible = count > 0;
  }

  set(index: number, x: number, y: number, z: number, radiusPx: number): void {
    this.#places.setXYZW(index, x, y, z, radiusPx);
    this.#places.needsUpdate = true;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }
}
