import { Color, DataTexture, NearestFilter, RGBAFormat, SRGBColorSpace, UnsignedByteType } from 'three';
import { NO_LABEL } from '../../protocol/collection.ts';
import type { Rgb } from './theme.ts';

/** Labels are 16 bits: a texture of 256 × 256 holds one colour for each. */
const SIDE = 256;
const FALLBACK_COLOURS = ['#4e9af1', '#f2a541', '#5bbf7a', '#e8667a', '#a583e0', '#c9b458'];

/** Colour and visibility of every label, for shader (RGBA, alpha 0 = hidden) and picking. */
export class Palette {
  readonly texture: DataTexture;
  readonly #texels = new Uint8Array(SIDE * SIDE * 4);
  readonly #hidden = new Uint8Array(SIDE * SIDE);
  #colours: readonly string[] = FALLBACK_COLOURS;
  #filtered = false;
  #unlabelled: Rgb = [0.6, 0.6, 0.6];

  constructor() {
    this.texture = new DataTexture(this.#texels, SIDE, SIDE, RGBAFormat, UnsignedByteType);
    this.texture.minFilter = NearestFilter;
    this.texture.magFilter = NearestFilter;
    this.#fill();
  }

  /** [65536], not 0 where points with that label are filtered out; null while all are shown. */
  get hidden(): Uint8Array | null {
    return this.#filtered ? this.#hidden : null;
  }

  /** CSS colours by label, cycled. */
  setColours(colours: readonly string[]): void {
    this.#colours = colours.length > 0 ? colours : FALLBACK_COLOURS;
    this.#fill();
  }

  setUnlabelled(colour: Rgb): void {
    this.#unlabelled = colour;
    this.#fill();
  }

  /** One entry for each label, then one for points without a label; null shows all. */
  setVisible(visible: readonly boolean[] | null): void {
    this.#filtered = visible !== null;
    this.#hidden.fill(0);
    visible?.forEach((shown, label) => {
      const number = label === visible.length - 1 ? NO_LABEL : label;
      if (!shown && number <= NO_LABEL) this.#hidden[number] = 1;
    });
    this.#fill();
  }

  /** sRGB, 0..1. */
  colourOf(label: number): [number, number, number] {
    const at = label * 4;
    return [
      (this.#texels[at] ?? 0) / 255,
      (this.#texels[at + 1] ?? 0) / 255,
      (this.#texels[at + 2] ?? 0) / 255,
    ];
  }

  dispose(): void {
    this.texture.dispose();
  }

  #fill(): void {
    const parsed = this.#colours.map((css) => {
      const { r, g, b } = new Color().set(css).getRGB({ r: 0, g: 0, b: 0 }, SRGBColorSpace);
      return [Math.round(r * 255), Math.round(g * 255), Math.round(b * 255)] as const;
    });
    const none = this.#unlabelled.map((value) => Math.round(value * 255));
    for (let label = 0; label < SIDE * SIDE; label++) {
      const colour = label === NO_LABEL ? none : (parsed[label % parsed.length] as readonly number[]);
      this.#texels[label * 4] = colour[0] ?? 0;
      this.#texels[label * 4 + 1] = colour[1] ?? 0;
      this.#texels[label * 4 + 2] = colour[2] ?? 0;
      this.#texels[label * 4 + 3] = this.#hidden[label] ? 0 : 255;
    }
    this.texture.needsUpdate = true;
  }
}
