/** What is used of gifenc, which brings no types: https://github.com/mattdesl/gifenc */
declare module 'gifenc/dist/gifenc.esm.js' {
  type Palette = number[][];
  interface Encoder {
    writeHeader(): void;
    /** @param indices [H,W] uint8 into the palette */
    writeFrame(
      indices: Uint8Array,
      width: number,
      height: number,
      options: {
        /** Writes the screen's size, the palette of all frames and the loop first. */
        first: boolean;
        /** [n][3]; that of the first frame when absent. */
        palette?: Palette;
        /** Milliseconds; rounded to hundredths of a second. */
        delay: number;
        /** −1 once, 0 for ever. */
        repeat: number;
        /** Bits of an index. */
        colorDepth: number;
      },
    ): void;
    finish(): void;
    /** What was written since the last reset, copied. */
    bytes(): Uint8Array<ArrayBuffer>;
    reset(): void;
  }
  export function GIFEncoder(options: { auto: boolean }): Encoder;
  /** @param rgba [H,W,4], the whole of its buffer */
  export function quantize(rgba: Uint8Array, colours: number): Palette;
}
