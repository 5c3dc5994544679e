import type { InstancedBufferGeometry, Vector2 } from 'three';
import { GLSL3, InstancedBufferAttribute, Mesh, RawShaderMaterial, Vector3 } from 'three';
import { quadGeometry } from './quadGeometry.ts';
import { LIFTED_LAYER } from './StillPicture.ts';

const VERTEX = /* glsl */ `
in vec2 corner;
in vec3 from, to;
uniform mat4 viewMatrix, projectionMatrix;
uniform vec2 viewportPx;
uniform float widthPx, nearDepth, pixelRatio;
uniform float fogNear, fogFar, fogMost;
out float acrossPx;
out float fog;
void main() {
  vec4 a = viewMatrix * vec4(from, 1.0);
  vec4 b = viewMatrix * vec4(to, 1.0);
  // What reaches behind the camera is cut off in front of it, or its screen position would flip.
  float z = -nearDepth;
  if (a.z > z && b.z > z) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  if (a.z > z) a = mix(b, a, (z - b.z) / (a.z - b.z));
  else if (b.z > z) b = mix(a, b, (z - a.z) / (b.z - a.z));
  vec4 clipA = projectionMatrix * a;
  vec4 clipB = projectionMatrix * b;
  vec2 along = (clipB.xy / clipB.w - clipA.xy / clipA.w) * viewportPx;
  float lengthPx = length(along);
  along = lengthPx > 1e-6 ? along / lengthPx : vec2(1.0, 0.0);
  float reach = 0.5 * widthPx * pixelRatio + 1.0;
  vec4 clip = corner.x < 0.0 ? clipA : clipB;
  clip.xy += vec2(-along.y, along.x) * corner.y * reach * 2.0 / viewportPx * clip.w;
  clip.z += 1e-4 * clip.w; // behind cards that lie in the same plane, as all do where z has two dimensions
  acrossPx = corner.y * reach;
  fog = fogMost * smoothstep(fogNear, fogFar, clip.w);
  gl_Position = clip;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;
in float acrossPx;
in float fog;
uniform vec3 colour;
uniform float opacity, widthPx, pixelRatio;
out vec4 outColour;
void main() {
  float cover = clamp(0.5 * widthPx * pixelRatio + 0.5 - abs(acrossPx), 0.0, 1.0);
  outColour = vec4(colour, opacity * cover * (1.0 - fog));
}
`;

/** Straight lines of a width in CSS pixels with smooth edges (the canvas has no multisampling). One draw. */
export class WideLines {
  readonly mesh: Mesh<InstancedBufferGeometry, RawShaderMaterial>;
  readonly colour = new Vector3(1, 1, 1);
  #capacity = 0;
  #from = new InstancedBufferAttribute(new Float32Array(3), 3);
  #to = new InstancedBufferAttribute(new Float32Array(3), 3);

  constructor(
    shared: { viewportPx: { value: Vector2 } } & Record<
      'pixelRatio' | 'nearDepth' | 'fogNear' | 'fogFar',
      { value: number }
    >,
    style: { widthPx: number; opacity: number; fogMost: number; onTop?: boolean },
  ) {
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: {
        viewportPx: shared.viewportPx,
        pixelRatio: shared.pixelRatio,
        nearDepth: shared.nearDepth,
        fogNear: shared.fogNear,
        fogFar: shared.fogFar,
        fogMost: { value: style.fogMost },
        colour: { value: this.colour },
        opacity: { value: style.opacity },
        widthPx: { value: style.widthPx },
      },
      transparent: true,
      depthWrite: false,
      depthTest: !style.onTop,
    });
    this.mesh = new Mesh(quadGeometry(), material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = style.onTop ? 15 : 5;
    if (style.onTop) this.mesh.layers.set(LIFTED_LAYER);
    this.setCount(0);
  }

  set opacity(value: number) {
    const uniform = this.mesh.material.uniforms['opacity'];
    if (uniform) uniform.value = value;
  }

  /** Room for this many lines; what was there is kept only when there was room already. */
  setCount(count: number): void {
    const { geometry } = this.mesh;
    if (count > this.#capacity) {
      this.#capacity = Math.max(count, this.#capacity * 2);
      geometry.dispose();
      this.#from = new InstancedBufferAttribute(new Float32Array(this.#capacity * 3), 3);
      this.#to = new InstancedBufferAttribute(new Float32Array(this.#capacity * 3), 3);
      geometry.setAttribute('from', this.#from);
      geometry.setAttribute('to', this.#to);
    }
    geometry.instanceCount = count;
    this.mesh.visible = count > 0;
  }

  /** Ends of line `index`, in projection units. */
  set(index: number, ax: number, ay: number, az: number, bx: number, by: number, bz: number): void {
    this.#from.setXYZ(index, ax, ay, az);
    this.#to.setXYZ(index, bx, by, bz);
    this.#from.needsUpdate = true;
    this.#to.needsUpdate = true;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }
}
