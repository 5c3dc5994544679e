import { Color, DataTexture, NearestFilter, RGBAFormat, SRGBColorSpace, UnsignedByteType } from 'three';
import { NO_SLOT } from './rowFlags.ts';
import type { Rgb } from './theme.ts';

/** Slots are 16 bits: a texture of 256 × 256 holds one colour for each. */
const SIDE = 256;
const FALLBACK_COLOURS = ['#4e9af1', '#f2a541', '#5bbf7a', '#e8667a', '#a583e0', '#c9b458'];

/** The colour of every slot, for the vertex shader. */
export class Palette {
  readonly texture: DataTexture;
  readonly #texels = new Uint8Array(SIDE * SIDE * 4);
  readonly #words = new Uint32Array(this.#texels.buffer);
  #colours: readonly string[] = [];

  constructor() {
    this.texture = new DataTexture(this.#texels, SIDE, SIDE, RGBAFormat, UnsignedByteType);
    this.texture.minFilter = NearestFilter;
    this.texture.magFilter = NearestFilter;
    this.setColours([]);
  }

  /** As they were given. */
  get colours(): readonly string[] {
    return this.#colours;
  }

  /** CSS colours by slot, repeated for the slots after them: those of categories, or the steps of a ramp. */
  setColours(colours: readonly string[]): void {
    this.#colours = colours;
    const used = colours.length > 0 ? colours : FALLBACK_COLOURS;
    const none = this.#words[NO_SLOT] as number;
    const colour = new Color();
    const rgb = { r: 0, g: 0, b: 0 };
    const known = Math.min(used.length, NO_SLOT);
    for (let slot = 0; slot < known; slot++) {
      colour.set(used[slot] as string).getRGB(rgb, SRGBColorSpace);
      this.#write(slot, rgb.r, rgb.g, rgb.b);
    }
    // Doubling what is there keeps the period, as long as each copy is of whole periods.
    for (let filled = known; filled < NO_SLOT; filled *= 2) {
      this.#words.copyWithin(filled, 0, Math.min(filled, NO_SLOT - filled));
    }
    this.#words[NO_SLOT] = none;
    this.texture.needsUpdate = true;
  }

  /** Of rows without a value. */
  setNone([r, g, b]: Rgb): void {
    this.#write(NO_SLOT, r, g, b);
    this.texture.needsUpdate = true;
  }

  /** sRGB, 0..1. */
  colourOf(slot: number): [number, number, number] {
    const at = slot * 4;
    return [
      (this.#texels[at] ?? 0) / 255,
      (this.#texels[at + 1] ?? 0) / 255,
      (this.#texels[at + 2] ?? 0) / 255,
    ];
  }

  dispose(): void {
    this.texture.dispose();
  }

  #write(slot: number, r: number, g: number, b: number): void {
    const at = slot * 4;
    this.#texels[at] = Math.round(r * 255);
    this.#texels[at + 1] = Math.round(g * 255);
    this.#texels[at + 2] = Math.round(b * 255);
    this.#texels[at + 3] = 255;
  }
}
