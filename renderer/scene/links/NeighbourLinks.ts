import type { CardUniforms } from '../cardUniforms.ts';
import type { SceneLayer } from '../sceneFrame.ts';
import type { LatentPosition } from '../sceneTypes.ts';
import type { SceneTheme } from '../theme.ts';
import { WideLines } from '../WideLines.ts';

/** Lines from one place to others, over everything. */
export class NeighbourLinks implements SceneLayer {
  readonly name = 'neighbour links';
  readonly #lines: WideLines;

  constructor(uniforms: CardUniforms) {
    this.#lines = new WideLines(uniforms, { widthPx: 1.5, opacity: 0.75, fogMost: 0.2, onTop: true });
  }

  get objects() {
    return [this.#lines.mesh];
  }

  /** In place of those that were there. */
  set(from: LatentPosition, to: readonly LatentPosition[]): void {
    this.#lines.setCount(to.length);
    to.forEach((end, at) => this.#lines.set(at, ...from, ...end));
  }

  setTheme({ selected }: SceneTheme): void {
    this.#lines.colour.set(...selected);
  }

  dispose(): void {
    this.#lines.dispose();
  }
}
