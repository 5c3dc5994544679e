/** [H,W,C] → [H,W,4] */
export function withAlpha(pixels: Uint8Array, channels: 1 | 3): Uint8Array {
  const count = pixels.length / channels;
  const rgba = new Uint8Array(count * 4).fill(255);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = pixels[i * channels + (channels === 1 ? 0 : c)]!;
  }
  return rgba;
}

/** [H,W,4] → [H,W,C]; a grey image has its value in every channel. */
export function withoutAlpha(rgba: Uint8Array, channels: 1 | 3): Uint8Array {
  const count = rgba.length / 4;
  const pixels = new Uint8Array(count * channels);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < channels; c++) pixels[i * channels + c] = rgba[i * 4 + c]!;
  }
  return pixels;
}
