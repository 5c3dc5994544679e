import {
  CanvasTexture,
  GLSL3,
  InstancedBufferAttribute,
  LinearFilter,
  Mesh,
  RawShaderMaterial,
  Vector2,
  Vector3,
  Vector4,
  type InstancedBufferGeometry,
  type IUniform,
} from 'three';
import { quadGeometry } from './quadGeometry.ts';
import type { Insets } from './sceneTypes.ts';
import { LIFTED_LAYER } from './StillPicture.ts';

const ROW_PX = 20;
const CELL_PX = 220;
/** Side of a texture that every GPU has. In a large picture, letters are then enlarged. */
const TEXTURE_MOST_PX = 4096;
const FONT = '500 11px "Inter", "Segoe UI", system-ui, sans-serif';
const TITLE_FONT = '600 12px "Inter", "Segoe UI", system-ui, sans-serif';

const VERTEX = /* glsl */ `
in vec2 corner;
in float tick;       // distance along the axis from the edge's start
in float number;     // which tick, for leaving some out; -1 for the title
in vec4 cell;        // x, y, width, height in texels
uniform mat4 viewMatrix, projectionMatrix;
uniform vec2 viewportPx, textureSizePx;
uniform float pixelRatio, texelPx; // texelPx: device pixels per texel
uniform vec4 freePx;           // left, bottom, right, top of what no panel covers; device pixels, y up
uniform vec3 edgeStart, direction;
uniform vec2 outward, titleOutward; // CSS pixels
uniform float stride;
out vec2 uv;
void main() {
  vec4 view = viewMatrix * vec4(edgeStart + direction * tick, 1.0);
  bool skip = number >= 0.0 && mod(number, stride) > 0.5;
  if (skip || view.z > 0.0) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  vec4 clip = projectionMatrix * view;
  vec2 sizePx = cell.zw * texelPx;
  vec2 halfSize = 0.5 * sizePx;
  // Text lies wholly outside: its own half extent along the outward direction comes on top of the gap.
  vec2 away = number < 0.0 ? titleOutward : outward;
  vec2 unit = normalize(away);
  float gap = length(away) * pixelRatio;
  vec2 centre = unit * gap + unit * vec2(halfSize.x * abs(unit.x), halfSize.y * abs(unit.y) * 0.5);
  vec2 at = (clip.xy / clip.w * 0.5 + 0.5) * viewportPx + centre - halfSize;
  // Under a panel a part of it would be read as the whole: a 12 for 112.
  if (any(lessThan(at, freePx.xy)) || any(greaterThan(at + sizePx, freePx.zw))) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  at = floor(at + 0.5) + (corner * 0.5 + 0.5) * sizePx; // whole pixels keep the letters crisp
  clip.xy = (at / viewportPx * 2.0 - 1.0) * clip.w;
  gl_Position = clip;
  uv = (cell.xy + vec2(corner.x * 0.5 + 0.5, 0.5 - corner.y * 0.5) * cell.zw) / textureSizePx;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;
in vec2 uv;
uniform sampler2D text;
uniform float opacity;
out vec4 outColour;
void main() {
  vec4 texel = texture(text, uv);
  if (texel.a < 0.01) discard;
  outColour = vec4(texel.rgb, texel.a * opacity);
}
`;

/** What one axis says: numbers at distances along it, and its title at the middle. */
export interface AxisText {
  ticks: { at: number; label: string }[];
  title: { at: number; label: string };
}

/** The numbers and names of three axes, drawn in the scene from one small canvas; repainted only when they change. */
export class AxisLabels {
  readonly meshes: Mesh<InstancedBufferGeometry, RawShaderMaterial>[] = [];
  readonly #canvas = document.createElement('canvas');
  #texture: CanvasTexture | null = null;
  readonly #textureSize = new Vector2(1, 1);
  readonly #texelPx = { value: 1 };
  readonly #uniforms: Record<
    'edgeStart' | 'direction' | 'outward' | 'titleOutward' | 'stride' | 'opacity',
    IUniform
  >[] = [];
  readonly #freePx = new Vector4();
  #texts: readonly AxisText[] = [];
  #colour = '#888';
  #pixelRatio = 1;

  constructor(shared: { viewportPx: IUniform; pixelRatio: IUniform }) {
    for (let axis = 0; axis < 3; axis++) {
      const uniforms = {
        edgeStart: { value: new Vector3() },
        direction: { value: new Vector3(axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0) },
        outward: { value: new Vector2(0, -8) },
        stride: { value: 1 },
        titleOutward: { value: new Vector2(0, -30) },
        opacity: { value: 1 },
      };
      this.#uniforms.push(uniforms);
      const material = new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: VERTEX,
        fragmentShader: FRAGMENT,
        uniforms: {
          ...uniforms,
          viewportPx: shared.viewportPx,
          pixelRatio: shared.pixelRatio,
          freePx: { value: this.#freePx },
          text: { value: null },
          textureSizePx: { value: this.#textureSize },
          texelPx: this.#texelPx,
        },
        transparent: true,
        depthWrite: false,
        depthTest: false,
      });
      const mesh = new Mesh(quadGeometry(), material);
      mesh.frustumCulled = false;
      mesh.renderOrder = 6;
      // Always at full resolution, or letters would blur while the camera moves.
      mesh.layers.set(LIFTED_LAYER);
      mesh.visible = false;
      this.meshes.push(mesh);
    }
  }

  /** The first text loads the font, which takes longer than a frame: not when the first points come. */
  loadFont(): void {
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    for (const font of [FONT, TITLE_FONT]) {
      context.font = font;
      context.fillText('−0.5 %', 0, 0);
    }
  }

  setTexts(texts: readonly AxisText[], colour: string, pixelRatio: number): void {
    this.#texts = texts;
    this.#colour = colour;
    this.#pixelRatio = pixelRatio;
    this.#paint();
  }

  /** Texts are shown wherever they are. */
  setAllFree(): void {
    this.#freePx.set(-1e6, -1e6, 1e6, 1e6);
  }

  /** Texts are shown whole within these sides, in CSS pixels of a canvas of this size, or not at all. */
  setFree({ left, right, top, bottom }: Insets, widthPx: number, heightPx: number, pixelRatio: number): void {
    this.#freePx.set(left, bottom, widthPx - right, heightPx - top).multiplyScalar(pixelRatio);
  }

  /** Where axis `axis` is drawn this frame; ways from the edge to numbers and title in CSS pixels, y up. stride 2 leaves out every second number. */
  place(
    axis: number,
    x: number,
    y: number,
    z: number,
    outX: number,
    outY: number,
    titleX: number,
    titleY: number,
    stride: number,
  ): void {
    const uniforms = this.#uniforms[axis];
    const mesh = this.meshes[axis];
    if (!uniforms || !mesh) return;
    (uniforms.edgeStart.value as Vector3).set(x, y, z);
    (uniforms.outward.value as Vector2).set(outX, outY);
    uniforms.stride.value = stride;
    (uniforms.titleOutward.value as Vector2).set(titleX, titleY);
    mesh.visible = (this.#texts[axis]?.ticks.length ?? 0) > 0;
  }

  hide(axis: number): void {
    const mesh = this.meshes[axis];
    if (mesh) mesh.visible = false;
  }

  dispose(): void {
    this.#texture?.dispose();
    for (const mesh of this.meshes) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
  }

  #paint(): void {
    const rows = this.#texts.reduce((sum, text) => sum + text.ticks.length + 1, 0);
    const ratio = Math.min(this.#pixelRatio, TEXTURE_MOST_PX / Math.max(CELL_PX, rows * ROW_PX));
    this.#texelPx.value = this.#pixelRatio / ratio;
    const width = Math.ceil(CELL_PX * ratio);
    const height = Math.max(1, Math.ceil(rows * ROW_PX * ratio));
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    context.scale(ratio, ratio);
    context.fillStyle = this.#colour;
    context.textBaseline = 'middle';
    let row = 0;
    this.#texts.forEach((text, axis) => {
      const entries = [...text.ticks, text.title];
      const tick = new Float32Array(entries.length);
      const number = new Float32Array(entries.length);
      const cell = new Float32Array(entries.length * 4);
      entries.forEach((entry, i) => {
        const isTitle = i === text.ticks.length;
        context.font = isTitle ? TITLE_FONT : FONT;
        context.fillText(entry.label, 2, (row + 0.5) * ROW_PX);
        const textWidth = Math.min(CELL_PX, Math.ceil(context.measureText(entry.label).width) + 4);
        tick[i] = entry.at;
        number[i] = isTitle ? -1 : i;
        cell.set(
          [0, Math.round(row * ROW_PX * ratio), Math.round(textWidth * ratio), Math.round(ROW_PX * ratio)],
          i * 4,
        );
        row++;
      });
      const geometry = this.meshes[axis]?.geometry;
      if (!geometry) return;
      geometry.dispose();
      geometry.setAttribute('tick', new InstancedBufferAttribute(tick, 1));
      geometry.setAttribute('number', new InstancedBufferAttribute(number, 1));
      geometry.setAttribute('cell', new InstancedBufferAttribute(cell, 4));
      geometry.instanceCount = entries.length;
    });
    this.#textureSize.set(width, height);
    // A texture's size is fixed once uploaded, so a new text is a new texture.
    this.#texture?.dispose();
    this.#texture = new CanvasTexture(this.#canvas);
    this.#texture.flipY = false;
    this.#texture.minFilter = LinearFilter;
    this.#texture.generateMipmaps = false;
    for (const mesh of this.meshes) {
      const uniform = mesh.material.uniforms['text'];
      if (uniform) uniform.value = this.#texture;
    }
  }
}
