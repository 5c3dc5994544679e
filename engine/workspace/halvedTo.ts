export interface PictureBatch {
  /** [N,H,W,4] */
  rgba: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

/** Images made smaller by halves, each pixel the mean of four, until no side is longer than `most`. */
export function halvedTo(most: number, images: PictureBatch): PictureBatch {
  const { rgba, width, height } = images;
  if (Math.max(width, height) <= most) return images;
  const [w, h] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const count = rgba.length / (width * height * 4);
  const half = new Uint8ClampedArray(count * w * h * 4);
  for (let image = 0, at = 0; image < count; image++) {
    for (let y = 0; y < h; y++) {
      const y0 = (image * height + 2 * y) * width;
      const y1 = 2 * y + 1 < height ? y0 + width : y0;
      for (let x = 0; x < w; x++) {
        const x0 = 2 * x;
        const x1 = Math.min(width - 1, x0 + 1);
        for (let c = 0; c < 4; c++, at++) {
          half[at] =
            (rgba[(y0 + x0) * 4 + c]! +
              rgba[(y0 + x1) * 4 + c]! +
              rgba[(y1 + x0) * 4 + c]! +
              rgba[(y1 + x1) * 4 + c]!) /
            4;
        }
      }
    }
  }
  return halvedTo(most, { rgba: half, width: w, height: h });
}
