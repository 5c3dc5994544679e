import { BufferAttribute, DynamicDrawUsage } from 'three';
import { CardPoints, cardGeometry } from './CardPoints.ts';
import type { CardUniforms } from './cardUniforms.ts';
import { LIFTED_LAYER } from './StillPicture.ts';

/** At most the hovered and the primary card. */
const FOCUS_MOST = 2;
export const RING_PX = { selected: 3.5, hovered: 2 } as const;

/** What a card in focus takes from the cloud, by row. */
export interface FocusSource {
  readonly count: number;
  readonly positions: Float32Array;
  readonly previousPositions: Float32Array;
  readonly stateValues: Uint32Array;
  readonly cells: Uint32Array;
}

/** The few cards in focus once more, over everything, with rings. */
export class FocusCards {
  readonly mesh: CardPoints;
  readonly #source: FocusSource;
  readonly #position = new BufferAttribute(new Float32Array(FOCUS_MOST * 3), 3);
  readonly #previous = new BufferAttribute(new Float32Array(FOCUS_MOST * 3), 3);
  readonly #state = new BufferAttribute(new Uint32Array(FOCUS_MOST), 1);
  readonly #cell = new BufferAttribute(new Uint32Array(FOCUS_MOST), 1);
  readonly #ring = new BufferAttribute(new Float32Array(FOCUS_MOST), 1);
  #selected = -1;
  #hovered = -1;

  /** Borrows both. */
  constructor(uniforms: CardUniforms, source: FocusSource) {
    this.#source = source;
    this.mesh = new CardPoints(cardGeometry(), uniforms, 'FOCUS');
    this.mesh.renderOrder = 20;
    this.mesh.layers.set(LIFTED_LAYER);
    const { geometry } = this.mesh;
    for (const [name, attribute] of [
      ['position', this.#position],
      ['previousPosition', this.#previous],
      ['state', this.#state],
      ['cell', this.#cell],
      ['ringPx', this.#ring],
    ] as const) {
      attribute.setUsage(DynamicDrawUsage);
      geometry.setAttribute(name, attribute);
    }
    this.update();
  }

  /** Rows, -1 for none; the hovered is drawn over the selected. */
  set(selected: number, hovered: number): void {
    this.#selected = selected;
    this.#hovered = hovered;
    this.update();
  }

  /** What is known of the rows in focus may have changed. */
  update(): void {
    const { count } = this.#source;
    const selected = this.#selected < count ? this.#selected : -1;
    const hovered = this.#hovered < count && this.#hovered !== selected ? this.#hovered : -1;
    let n = 0;
    if (selected >= 0) this.#write(n++, selected, RING_PX.selected);
    if (hovered >= 0) this.#write(n++, hovered, RING_PX.hovered);
    this.mesh.geometry.setDrawRange(0, n);
    this.mesh.visible = n > 0;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }

  #write(slot: number, row: number, ringPx: number): void {
    const { positions, previousPositions, stateValues, cells } = this.#source;
    for (let k = 0; k < 3; k++) {
      this.#position.array[slot * 3 + k] = positions[row * 3 + k] as number;
      this.#previous.array[slot * 3 + k] = previousPositions[row * 3 + k] as number;
    }
    this.#state.array[slot] = stateValues[row] as number;
    this.#cell.array[slot] = cells[row] as number;
    this.#ring.array[slot] = ringPx;
    this.#position.needsUpdate = this.#previous.needsUpdate = this.#state.needsUpdate = true;
    this.#cell.needsUpdate = this.#ring.needsUpdate = true;
  }
}
