import type { ImageSource } from '../../images/ImageSource.ts';

/**
 * A number of 53 bits that changes when what is said of an image does: name, label, metadata in whatever order. So a
 * search tells which of a million rows to write again without reading their columns. Not for secrets.
 */
export function factsHash({
  name,
  label,
  metadata,
}: Pick<ImageSource, 'name' | 'label' | 'metadata'>): number {
  const hash = new TextHash();
  hash.add(name);
  if (label !== null) hash.add(label);
  let { high, low } = hash.end();
  for (const key in metadata) {
    hash.add(key);
    hash.add(metadata[key]!);
    // Sums do not depend on the order.
    const field = hash.end();
    high = (high + field.high) | 0;
    low = (low + field.low) | 0;
  }
  return (high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
}

/** Two hashes of 32 bits that have little to do with each other: cyrb53 by bryc, public domain. */
class TextHash {
  #high = 0xdeadbeef;
  #low = 0x41c6ce57;

  add(text: string): void {
    let high = this.#high;
    let low = this.#low;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      high = Math.imul(high ^ unit, 0x9e3779b1);
      low = Math.imul(low ^ unit, 0x5f356495);
    }
    // Where one text ends and the next begins: no code unit.
    this.#high = Math.imul(high ^ 0x1_0001, 0x9e3779b1);
    this.#low = Math.imul(low ^ 0x1_0001, 0x5f356495);
  }

  /** The hash of the texts since the last one. */
  end(): { high: number; low: number } {
    const high = this.#high;
    const low = this.#low;
    this.#high = 0xdeadbeef;
    this.#low = 0x41c6ce57;
    return {
      high: Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35),
      low: Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35),
    };
  }
}
