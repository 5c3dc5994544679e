import type { CardUniforms } from '../cardUniforms.ts';
import type { SceneLayer } from '../sceneFrame.ts';
import type { SceneTheme } from '../theme.ts';
import { WideLines } from '../WideLines.ts';
import { PathMarks } from './PathMarks.ts';

const KEYFRAME_PX = 5;
const MARK_PX = 8;

/** A curve with a disc at each keyframe, and one that runs along it. */
export class PathCurve implements SceneLayer {
  readonly name = 'path';
  readonly #lines: WideLines;
  /** Behind them, so that they read on any card. */
  readonly #halo: WideLines;
  readonly #marks: PathMarks;
  /** [P,3] */
  #points: Float32Array = new Float32Array(0);
  #keyframes = 0;

  constructor(uniforms: CardUniforms) {
    this.#halo = new WideLines(uniforms, { widthPx: 6, opacity: 0.9, fogMost: 0.2, onTop: true });
    this.#lines = new WideLines(uniforms, { widthPx: 2.5, opacity: 1, fogMost: 0.2, onTop: true });
    this.#halo.mesh.renderOrder -= 0.5;
    this.#marks = new PathMarks(uniforms);
  }

  get objects() {
    return [this.#halo.mesh, this.#lines.mesh, this.#marks.mesh];
  }

  /**
   * In place of what was there.
   * @param points [P,3] at evenly spaced times, the ends included; not changed afterwards
   * @param keyframes [K,3]
   */
  set(points: Float32Array, keyframes: Float32Array): void {
    this.#points = points;
    const count = points.length / 3;
    for (const lines of [this.#halo, this.#lines]) {
      lines.setCount(Math.max(0, count - 1));
      for (let b = 3; b < points.length; b += 3) {
        const at = b / 3 - 1;
        lines.set(
          at,
          points[b - 3]!,
          points[b - 2]!,
          points[b - 1]!,
          points[b]!,
          points[b + 1]!,
          points[b + 2]!,
        );
      }
    }
    this.#keyframes = keyframes.length / 3;
    this.#marks.setCount(this.#keyframes + (count > 0 ? 1 : 0));
    for (let k = 0; k < this.#keyframes; k++) {
      this.#marks.set(k, keyframes[3 * k]!, keyframes[3 * k + 1]!, keyframes[3 * k + 2]!, KEYFRAME_PX);
    }
  }

  /** Puts the mark where the curve is at a share 0..1 of its time. */
  markAt(share: number): void {
    const points = this.#points;
    const last = points.length / 3 - 1;
    if (last < 0) return;
    const at = share * last;
    const from = Math.min(last, Math.floor(at));
    const to = Math.min(last, from + 1);
    const u = at - from;
    const mix = (k: number) => points[from * 3 + k]! + u * (points[to * 3 + k]! - points[from * 3 + k]!);
    this.#marks.set(this.#keyframes, mix(0), mix(1), mix(2), MARK_PX);
  }

  setTheme({ accent, accentHalo }: SceneTheme): void {
    this.#lines.colour.set(...accent);
    this.#halo.colour.set(...accentHalo);
    this.#marks.colour.set(...accent);
    this.#marks.halo.set(...accentHalo);
  }

  dispose(): void {
    this.#halo.dispose();
    this.#lines.dispose();
    this.#marks.dispose();
  }
}
