import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  DynamicDrawUsage,
  GLSL3,
  Mesh,
  RawShaderMaterial,
  Sphere,
} from 'three';
import type { CardUniforms } from '../cardUniforms.ts';
import type { SceneLayer } from '../sceneFrame.ts';
import { LIFTED_LAYER } from '../StillPicture.ts';
import type { LassoPath } from './LassoPath.ts';

const VERTEX = /* glsl */ `
in vec2 from, to; // CSS pixels
in vec2 corner;   // along the line 0..1, across it ±1
in float dashed;
uniform vec2 viewportPx;
uniform float pixelRatio;
out float acrossPx, alongPx;
flat out float isDashed;
void main() {
  vec2 way = (to - from) * pixelRatio;
  float lengthPx = max(length(way), 1e-6);
  vec2 along = way / lengthPx;
  float reach = 2.7 * pixelRatio + 1.0;
  // A little longer than it is, so that bends are closed.
  vec2 at = from * pixelRatio + way * corner.x + along * (corner.x * 2.0 - 1.0) * pixelRatio * 0.5
    + vec2(-along.y, along.x) * corner.y * reach;
  acrossPx = corner.y * reach;
  alongPx = corner.x * lengthPx;
  isDashed = dashed;
  gl_Position = vec4(vec2(at.x, viewportPx.y - at.y) / viewportPx * 2.0 - 1.0, 0.0, 1.0);
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;
in float acrossPx, alongPx;
flat in float isDashed;
uniform float pixelRatio;
uniform vec3 selectedColour, haloColour;
out vec4 outColour;
void main() {
  float line = clamp(pixelRatio + 0.5 - abs(acrossPx), 0.0, 1.0);
  float halo = 0.6 * clamp(2.2 * pixelRatio + 0.5 - abs(acrossPx), 0.0, 1.0);
  float share = max(line, halo);
  if (isDashed > 0.5 && mod(alongPx, 9.0 * pixelRatio) > 5.0 * pixelRatio) share = 0.0;
  outColour = vec4(mix(haloColour, selectedColour, line), share);
}
`;

/** The lasso as it is drawn: the hand's way, and a dashed line back to where it began. In one draw, not an instance a piece. */
export class LassoOutline implements SceneLayer {
  readonly name = 'lasso';
  readonly objects: readonly [Mesh<BufferGeometry, RawShaderMaterial>];
  #pieces = 0;
  #from = new BufferAttribute(new Float32Array(0), 2);
  #to = new BufferAttribute(new Float32Array(0), 2);
  #dashed = new BufferAttribute(new Float32Array(0), 1);

  constructor({ viewportPx, pixelRatio, selectedColour, haloColour }: CardUniforms) {
    const geometry = new BufferGeometry();
    geometry.boundingSphere = new Sphere();
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: { viewportPx, pixelRatio, selectedColour, haloColour },
      // Which way round a piece's corners come depends on where it leads.
      side: DoubleSide,
      transparent: true,
      depthTest: false,
      depthWrite: false,
    });
    const mesh = new Mesh(geometry, material);
    mesh.frustumCulled = false;
    mesh.renderOrder = 40;
    mesh.layers.set(LIFTED_LAYER);
    mesh.visible = false;
    this.objects = [mesh];
    this.#reserve(256);
  }

  show({ points, count }: LassoPath): void {
    const [mesh] = this.objects;
    mesh.visible = count > 1;
    if (count < 2) return;
    this.#reserve(count);
    for (let piece = 0; piece < count; piece++) {
      const end = piece + 1 < count ? piece + 1 : 0;
      for (let corner = 0; corner < 4; corner++) {
        const vertex = piece * 4 + corner;
        this.#from.setXY(vertex, points[piece * 2] as number, points[piece * 2 + 1] as number);
        this.#to.setXY(vertex, points[end * 2] as number, points[end * 2 + 1] as number);
        this.#dashed.setX(vertex, end === 0 ? 1 : 0);
      }
    }
    this.#from.needsUpdate = this.#to.needsUpdate = this.#dashed.needsUpdate = true;
    mesh.geometry.setDrawRange(0, count * 6);
  }

  hide(): void {
    this.objects[0].visible = false;
  }

  dispose(): void {
    const [mesh] = this.objects;
    mesh.geometry.dispose();
    mesh.material.dispose();
  }

  /** Buffers for so many pieces; what was in them is written anew. */
  #reserve(pieces: number): void {
    if (pieces <= this.#pieces) return;
    this.#pieces = Math.max(pieces, this.#pieces * 2);
    const { geometry } = this.objects[0];
    geometry.dispose();
    const vertices = this.#pieces * 4;
    this.#from = new BufferAttribute(new Float32Array(vertices * 2), 2).setUsage(DynamicDrawUsage);
    this.#to = new BufferAttribute(new Float32Array(vertices * 2), 2).setUsage(DynamicDrawUsage);
    this.#dashed = new BufferAttribute(new Float32Array(vertices), 1).setUsage(DynamicDrawUsage);
    const corner = new Int8Array(vertices * 2);
    const index = new Uint32Array(this.#pieces * 6);
    for (let piece = 0; piece < this.#pieces; piece++) {
      corner.set([0, -1, 1, -1, 0, 1, 1, 1], piece * 8);
      index.set(
        [0, 1, 2, 2, 1, 3].map((k) => piece * 4 + k),
        piece * 6,
      );
    }
    geometry.setAttribute('from', this.#from);
    geometry.setAttribute('to', this.#to);
    geometry.setAttribute('dashed', this.#dashed);
    geometry.setAttribute('corner', new BufferAttribute(Float32Array.from(corner), 2));
    geometry.setIndex(new BufferAttribute(index, 1));
  }
}
