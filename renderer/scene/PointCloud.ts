import {
  BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  GLSL3,
  Points,
  RawShaderMaterial,
  Sphere,
  type Vector2,
  type WebGLRenderer,
} from 'three';
import { CARD_FRAGMENT, CARD_VERTEX, VIEWPORT_MARGIN_PX } from './cardShader.ts';
import type { CardUniforms } from './cardUniforms.ts';
import { LIFTED_LAYER } from './StillPicture.ts';

/** At most the hovered and the selected card. */
const FOCUS_MOST = 2;
export const RING_PX = { selected: 3.5, hovered: 2 } as const;

/**
 * All points as point sprites from the same buffers, in one draw of squares and one of dots (of which one is left out
 * where all are alike), and the few in focus in a third on top. Sprites and not instanced quads, because software renderers pay for every instance as for a draw of its own: 1,000 cards took 200 ms.
 */
export class PointCloud {
  readonly mesh: Points<BufferGeometry, RawShaderMaterial>;
  readonly squareMesh: Points<BufferGeometry, RawShaderMaterial>;
  readonly focusMesh: Points<BufferGeometry, RawShaderMaterial>;
  positions: Float32Array<ArrayBuffer> = new Float32Array(0);
  labels: Uint16Array<ArrayBuffer> = new Uint16Array(0);
  #count = 0;
  #capacity = 0;
  #position = new BufferAttribute(new Float32Array(3), 3);
  #label = new BufferAttribute(new Uint16Array(1), 1);
  readonly #focus = {
    position: new BufferAttribute(new Float32Array(FOCUS_MOST * 3), 3),
    previous: new BufferAttribute(new Float32Array(FOCUS_MOST * 3), 3),
    label: new BufferAttribute(new Uint16Array(FOCUS_MOST), 1),
    index: new BufferAttribute(new Float32Array(FOCUS_MOST), 1),
    ring: new BufferAttribute(new Float32Array(FOCUS_MOST), 1),
  };
  #squares = true;
  #dots = true;
  /** Before a transition; null when none runs. */
  #previous: Float32Array<ArrayBuffer> | null = null;

  constructor(uniforms: CardUniforms) {
    this.mesh = new CardPoints(cardGeometry(), cardMaterial(uniforms, 'ROUND'));
    this.squareMesh = new CardPoints(this.mesh.geometry, cardMaterial(uniforms, 'SQUARE'));
    this.focusMesh = new CardPoints(cardGeometry(), cardMaterial(uniforms, 'FOCUS'));
    this.focusMesh.renderOrder = 20;
    this.focusMesh.layers.set(LIFTED_LAYER);
    const { geometry } = this.focusMesh;
    for (const attribute of Object.values(this.#focus)) attribute.setUsage(DynamicDrawUsage);
    geometry.setAttribute('position', this.#focus.position);
    geometry.setAttribute('previousPosition', this.#focus.previous);
    geometry.setAttribute('label', this.#focus.label);
    geometry.setAttribute('pointIndex', this.#focus.index);
    geometry.setAttribute('ringPx', this.#focus.ring);
    this.#setCount(0);
    this.setFocus(-1, -1);
  }

  get meshes(): readonly Points<BufferGeometry, RawShaderMaterial>[] {
    return [this.mesh, this.squareMesh, this.focusMesh];
  }

  get count(): number {
    return this.#count;
  }

  reset(expected: number): void {
    this.#setCount(0);
    this.endTransition();
    this.#capacity = 0;
    this.#grow(Math.max(1, expected));
    this.setFocus(-1, -1);
  }

  /** Writes rows from..from+n. @throws RangeError when they would leave a gap or sizes disagree. */
  append(from: number, positions: Float32Array, labels: Uint16Array): void {
    const n = labels.length;
    if (positions.length !== n * 3 || from > this.#count) {
      throw new RangeError(
        `Points: expected rows from at most ${this.#count} and 3 coordinates for each of ${n} labels, got rows from ${from} and ${positions.length} coordinates`,
      );
    }
    this.endTransition();
    const count = Math.max(this.#count, from + n);
    if (count > this.#capacity) this.#grow(Math.max(count, Math.ceil(this.#capacity * 1.5)));
    this.positions.set(positions, from * 3);
    this.labels.set(labels, from);
    touch(this.#position, from * 3, n * 3);
    touch(this.#label, from, n);
    this.#setCount(count);
  }

  /** New places for all points; with `keepOld` the shader can show any mix of old and new (uniform transition). */
  move(positions: Float32Array, keepOld: boolean): void {
    if (positions.length < this.#count * 3) {
      throw new RangeError(`Points: expected ${this.#count * 3} coordinates, got ${positions.length}`);
    }
    this.endTransition();
    if (keepOld) {
      this.#previous = this.positions.slice(0, this.#count * 3);
      this.mesh.geometry.setAttribute('previousPosition', new BufferAttribute(this.#previous, 3));
    }
    this.positions.set(positions.subarray(0, this.#count * 3));
    touch(this.#position, 0, this.#count * 3);
  }

  endTransition(): void {
    if (!this.#previous) return;
    this.#previous = null;
    // three frees a replaced attribute's buffer only with its geometry; bringing that forward costs one upload.
    this.mesh.geometry.dispose();
    this.mesh.geometry.setAttribute('previousPosition', this.#position);
  }

  /** Draws these rows again on top with rings, hovered over selected; -1 for none. */
  setFocus(selected: number, hovered: number): void {
    let n = 0;
    if (selected >= 0 && selected < this.#count) this.#writeFocus(n++, selected, RING_PX.selected);
    if (hovered >= 0 && hovered < this.#count && hovered !== selected) {
      this.#writeFocus(n++, hovered, RING_PX.hovered);
    }
    this.focusMesh.geometry.setDrawRange(0, n);
    this.focusMesh.visible = n > 0;
  }

  dispose(): void {
    for (const mesh of this.meshes) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
  }

  #writeFocus(slot: number, index: number, ringPx: number): void {
    const { position, previous, label, index: pointIndex, ring } = this.#focus;
    const old = this.#previous ?? this.positions;
    for (let k = 0; k < 3; k++) {
      position.array[slot * 3 + k] = this.positions[index * 3 + k] as number;
      previous.array[slot * 3 + k] = old[index * 3 + k] as number;
    }
    label.array[slot] = this.labels[index] as number;
    pointIndex.array[slot] = index;
    ring.array[slot] = ringPx;
    position.needsUpdate = previous.needsUpdate = label.needsUpdate = true;
    pointIndex.needsUpdate = ring.needsUpdate = true;
  }

  #setCount(count: number): void {
    this.#count = count;
    this.mesh.geometry.setDrawRange(0, count);
    this.#updateVisible();
  }

  /** Which kinds there can be in this frame; a kind that cannot is not drawn. */
  setKinds(squares: boolean, dots: boolean): void {
    this.#squares = squares;
    this.#dots = dots;
    this.#updateVisible();
  }

  #updateVisible(): void {
    this.mesh.visible = this.#dots && this.#count > 0;
    this.squareMesh.visible = this.#squares && this.#count > 0;
  }

  #grow(capacity: number): void {
    const positions = new Float32Array(capacity * 3);
    const labels = new Uint16Array(capacity);
    positions.set(this.positions.subarray(0, this.#count * 3));
    labels.set(this.labels.subarray(0, this.#count));
    this.positions = positions;
    this.labels = labels;
    this.#capacity = capacity;
    const { geometry } = this.mesh;
    geometry.dispose();
    this.#position = new BufferAttribute(positions, 3);
    this.#label = new BufferAttribute(labels, 1);
    geometry.setAttribute('position', this.#position);
    geometry.setAttribute('previousPosition', this.#position);
    geometry.setAttribute('label', this.#label);
  }
}

/** Sprites drawn into a viewport larger than the picture: a sprite whose centre is outside the viewport is not drawn. */
class CardPoints extends Points<BufferGeometry, RawShaderMaterial> {
  constructor(geometry: BufferGeometry, material: RawShaderMaterial) {
    super(geometry, material);
    this.frustumCulled = false;
  }

  get #sizePx(): Vector2 {
    return (this.material.uniforms as CardUniforms).viewportPx.value;
  }

  override onBeforeRender = (renderer: WebGLRenderer): void => {
    const gl = renderer.getContext();
    const margin = VIEWPORT_MARGIN_PX;
    const { x: widthPx, y: heightPx } = this.#sizePx;
    gl.viewport(-margin, -margin, widthPx + 2 * margin, heightPx + 2 * margin);
  };

  override onAfterRender = (renderer: WebGLRenderer): void => {
    const gl = renderer.getContext();
    const { x: widthPx, y: heightPx } = this.#sizePx;
    gl.viewport(0, 0, widthPx, heightPx);
  };
}

function cardGeometry(): BufferGeometry {
  const geometry = new BufferGeometry();
  // Never culled; without one three.js would read all positions to sort by their centre.
  geometry.boundingSphere = new Sphere();
  return geometry;
}

function cardMaterial(uniforms: CardUniforms, variant: 'SQUARE' | 'ROUND' | 'FOCUS'): RawShaderMaterial {
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

/** Marks what is to be uploaded; ranges since the last upload add up. */
function touch(attribute: BufferAttribute, start: number, count: number): void {
  attribute.addUpdateRange(start, count);
  attribute.needsUpdate = true;
}
