/**
 * Half precision (IEEE 754 binary16), which travels as its 16 bits: 1 of sign, 5 of exponent, 10 of fraction. Not every
 * Node and Electron that Hourglass runs on has a Float16Array.
 */

const SMALLEST_NORMAL = 2 ** -14;
/** Between neighbours below the smallest normal number. */
const SUBNORMAL_STEP = 2 ** -24;
const INFINITE = 0x7c00;

const number = new Float32Array(1);
const bitsOf = new Uint32Array(number.buffer);

/** The nearest half, of two equally near ones the even; beyond 65,504 it is infinite. */
export function numberToFloat16(value: number): number {
  number[0] = value;
  const bits = bitsOf[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (!(size >= SMALLEST_NORMAL))
    return sign | (Number.isNaN(value) ? INFINITE + 1 : roundEven(size / SUBNORMAL_STEP));
  // The exponents differ in where they start, the fractions by 13 bits; a fraction that rounds up to 1 carries into the exponent.
  const shifted = (bits & 0x7fffffff) - ((127 - 15) << 23);
  const rounded = (shifted + 0xfff + ((shifted >>> 13) & 1)) >>> 13;
  return sign | Math.min(INFINITE, rounded);
}

export function float16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * SUBNORMAL_STEP;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function roundEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0);
}
