/**
 * OKLCH to sRGB, after Björn Ottosson, "A perceptual color space for image processing" (2020). Out-of-gamut colours are
 * clipped per channel.
 * @param lightness 0..1
 * @param chroma 0..about 0.37
 */
export function oklchToHex(lightness: number, chroma: number, hueDeg: number): string {
  const hueRad = (hueDeg * Math.PI) / 180;
  const a = chroma * Math.cos(hueRad);
  const b = chroma * Math.sin(hueRad);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return (
    '#' +
    channelHex(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) +
    channelHex(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) +
    channelHex(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  );
}

function channelHex(linear: number): string {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, '0');
}
