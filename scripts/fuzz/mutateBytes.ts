import type { Random } from '../../engine/random/Random.ts';

/** Sizes, counts and offsets that code forgets. */
const INTERESTING = [
  0, 1, 2, 4, 16, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];
const MOST_CHANGES = 8;
const LONGEST_INSERTION = 64;

/**
 * A changed copy: flipped bits, odd bytes and integers of either order, pieces cut out, put in, doubled, or taken from
 * another; now and then cut short.
 * @param options.position where to change, of so many bytes; anywhere when absent
 */
export function mutateBytes(
  random: Random,
  bytes: Uint8Array,
  options: { other?: Uint8Array; position?: (length: number) => number } = {},
): Uint8Array {
  const { other = bytes, position = (length) => random.below(length) } = options;
  let changed = Uint8Array.from(bytes);
  for (let change = 1 + random.below(MOST_CHANGES); change > 0; change--) {
    if (changed.length === 0) return changed;
    const at = Math.min(position(changed.length), changed.length - 1);
    switch (random.below(10)) {
      case 0:
      case 1:
        changed[at]! ^= 1 << random.below(8);
        break;
      case 2:
        changed[at] = random.below(256);
        break;
      case 3:
      case 4:
        writeInteger(random, changed, at);
        break;
      case 5:
        changed = spliced(changed, at, random.below(LONGEST_INSERTION), new Uint8Array());
        break;
      case 6:
        changed = spliced(changed, at, 0, pieceOf(random, changed));
        break;
      case 7:
        changed = spliced(
          changed,
          at,
          0,
          Uint8Array.from({ length: random.below(LONGEST_INSERTION) }, () => random.below(256)),
        );
        break;
      case 8:
        changed = spliced(changed, at, random.below(LONGEST_INSERTION), pieceOf(random, other));
        break;
      default:
        if (random.below(3) === 0) changed = changed.slice(0, at);
        else changed.fill(random.pick([0, 0xff]), at, at + random.below(LONGEST_INSERTION));
    }
  }
  return changed;
}

function writeInteger(random: Random, bytes: Uint8Array, at: number): void {
  const width = random.pick([1, 2, 4]);
  const value = random.pick(INTERESTING);
  const isLittle = random.below(2) === 0;
  for (let i = 0; i < width && at + i < bytes.length; i++) {
    bytes[at + i] = value >>> (8 * (isLittle ? i : width - 1 - i));
  }
}

function pieceOf(random: Random, bytes: Uint8Array): Uint8Array {
  const from = random.below(Math.max(1, bytes.length));
  return bytes.subarray(from, from + random.below(LONGEST_INSERTION));
}

function spliced(bytes: Uint8Array, at: number, removed: number, put: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)]));
}
