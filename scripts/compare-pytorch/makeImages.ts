/**
 * Makes the images that both sides train on: `node scripts/compare-pytorch/makeImages.ts images.npy [count]`.
 * [N,64,64,3] uint8: a gradient of two colours, and on it two or three discs and bars, each with a gradient of its own.
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { Random } from '../../engine/random/Random.ts';
import { npyBytes } from './npyBytes.ts';

const SIDE = 64;
type Colour = readonly [number, number, number];
const draw = (random: Random): Colour => [random.uniform(), random.uniform(), random.uniform()];

function makeImage(random: Random): Uint8Array {
  const pixels = new Float64Array(SIDE * SIDE * 3);
  const gradient = (from: Colour, to: Colour, angle: number) => (x: number, y: number, channel: number) => {
    const along = 0.5 + 0.5 * ((x - 0.5) * Math.cos(angle) + (y - 0.5) * Math.sin(angle));
    return from[channel]! + (to[channel]! - from[channel]!) * along;
  };
  /** @param inside how far a point lies inside the shape, in pixels */
  const paint = (
    inside: (x: number, y: number) => number,
    colour: (x: number, y: number, channel: number) => number,
  ) => {
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const cover = Math.min(1, Math.max(0, inside(x + 0.5, y + 0.5) + 0.5));
        if (cover === 0) continue;
        for (let channel = 0; channel < 3; channel++) {
          const at = (y * SIDE + x) * 3 + channel;
          pixels[at]! += cover * (colour(x / SIDE, y / SIDE, channel) - pixels[at]!);
        }
      }
    }
  };
  paint(() => 1, gradient(draw(random), draw(random), random.uniform() * 2 * Math.PI));
  const shapes = 2 + random.below(2);
  for (let shape = 0; shape < shapes; shape++) {
    const centreX = SIDE * (0.2 + 0.6 * random.uniform());
    const centreY = SIDE * (0.2 + 0.6 * random.uniform());
    const radius = SIDE * (0.08 + 0.14 * random.uniform());
    const angle = random.uniform() * Math.PI;
    const isDisc = random.uniform() < 0.5;
    const distance = (x: number, y: number) => {
      if (isDisc) return radius - Math.hypot(x - centreX, y - centreY);
      const along = Math.abs((x - centreX) * Math.cos(angle) + (y - centreY) * Math.sin(angle));
      const across = Math.abs((y - centreY) * Math.cos(angle) - (x - centreX) * Math.sin(angle));
      return Math.min(1.3 * radius - along, 0.6 * radius - across);
    };
    paint(distance, gradient(draw(random), draw(random), random.uniform() * 2 * Math.PI));
  }
  return Uint8Array.from(pixels, (value) => Math.round(255 * value));
}

const [file = 'images.npy', count = '5000'] = process.argv.slice(2);
const images = Array.from({ length: Number(count) }, (_, index) => makeImage(new Random(64, index)));
writeFileSync(file, npyBytes([images.length, SIDE, SIDE, 3], images));
