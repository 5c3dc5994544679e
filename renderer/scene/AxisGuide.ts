import type { CardUniforms } from './cardUniforms.ts';
import type { SceneLayer } from './sceneFrame.ts';
import type { LatentPosition } from './sceneTypes.ts';
import { AXIS_COLOURS } from './theme.ts';
import { WideLines } from './WideLines.ts';

/** The line that shows which axis a dragged point is held to. */
export class AxisGuide implements SceneLayer {
  readonly name = 'axis guide';
  readonly #line: WideLines;

  constructor(uniforms: CardUniforms) {
    this.#line = new WideLines(uniforms, { widthPx: 1.5, opacity: 0.8, fogMost: 0, onTop: true });
  }

  get objects() {
    return [this.#line.mesh];
  }

  /** Through `at`, so far to both sides; projection units. */
  show([x, y, z]: LatentPosition, axis: 0 | 1 | 2, reach: number): void {
    const dx = axis === 0 ? reach : 0;
    const dy = axis === 1 ? reach : 0;
    const dz = axis === 2 ? reach : 0;
    this.#line.setCount(1);
    this.#line.set(0, x - dx, y - dy, z - dz, x + dx, y + dy, z + dz);
    this.#line.colour.set(...AXIS_COLOURS[axis]);
  }

  hide(): void {
    this.#line.setCount(0);
  }

  dispose(): void {
    this.#line.dispose();
  }
}
