/** A repeatable source of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Evenly distributed in 0 (included) to 1 (excluded), 32 bits. */
  uniform(): number;
  /** Normally distributed, mean 0, deviation 1. */
  normal(): number;
  /** A whole number in 0 (included) to bound (excluded), bound below 2³². */
  below(bound: number): number;
}

/**
 * sfc32 (Chris Doty-Humphrey, PractRand), its state filled from the seed by splitmix32; normal numbers by Box and Muller.
 * @param seed any number; its lowest 32 bits and stream's are used
 * @param stream separates sequences of one seed: step number, purpose
 */
export function createRandom(seed: number, stream = 0): Random {
  let mixed = (seed ^ Math.imul(stream, 0x9e3779b1)) >>> 0;
  const splitmix = () => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();

  let spare: number | null = null;
  const uniform = () => next() / 0x1_0000_0000;
  return {
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    normal: () => {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      // 1 − u lies in (0,1], so that the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angleRad = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angleRad);
      return radius * Math.cos(angleRad);
    },
  };
}
