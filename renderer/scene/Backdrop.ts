import { BufferAttribute, BufferGeometry, GLSL3, Mesh, RawShaderMaterial, Sphere, Vector3 } from 'three';
import type { CardUniforms } from './cardUniforms.ts';
import type { SceneLayer } from './sceneFrame.ts';
import type { SceneTheme } from './theme.ts';

/**
 * The room's wall: a soft vignette with a grain of half a grey level against banding. At the far end of the depth range
 * and drawn after the cards, so that only what they leave free costs anything.
 */
export class Backdrop implements SceneLayer {
  readonly name = 'backdrop';
  readonly objects: readonly [Mesh<BufferGeometry, RawShaderMaterial>];
  readonly #centre = new Vector3();
  readonly #edge = new Vector3();

  constructor({ wholePx, partOriginPx }: Pick<CardUniforms, 'wholePx' | 'partOriginPx'>) {
    const geometry = new BufferGeometry();
    // One triangle over the whole clip square: [-1,-1] [3,-1] [-1,3].
    geometry.setAttribute('position', new BufferAttribute(new Float32Array([-1, -1, 3, -1, -1, 3]), 2));
    geometry.boundingSphere = new Sphere();
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: /* glsl */ `
in vec2 position;
void main() { gl_Position = vec4(position, 1.0, 1.0); }`,
      fragmentShader: /* glsl */ `
precision highp float;
uniform vec2 wholePx, partOriginPx;
uniform vec3 centre, edge;
out vec4 outColour;
void main() {
  vec2 pixel = gl_FragCoord.xy + partOriginPx;
  vec2 at = pixel / wholePx - vec2(0.5, 0.54);
  float away = min(1.0, 1.5 * dot(at, at));
  float grain = fract(52.9829189 * fract(dot(pixel, vec2(0.06711056, 0.00583715)))) - 0.5;
  outColour = vec4(mix(centre, edge, away) + grain / 255.0, 1.0);
}`,
      uniforms: { wholePx, partOriginPx, centre: { value: this.#centre }, edge: { value: this.#edge } },
      depthTest: true,
      depthWrite: false,
    });
    const mesh = new Mesh(geometry, material);
    mesh.frustumCulled = false;
    mesh.renderOrder = 10;
    this.objects = [mesh];
  }

  setTheme(theme: SceneTheme): void {
    this.#centre.set(...theme.backdropCentre);
    this.#edge.set(...theme.backdropEdge);
  }

  dispose(): void {
    const [mesh] = this.objects;
    mesh.geometry.dispose();
    mesh.material.dispose();
  }
}
