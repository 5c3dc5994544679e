import type { Page } from '@playwright/test';
import sharp from 'sharp';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What the page shows in a box, as RGB bytes. */
export async function screenPixels(page: Page, clip: Box): Promise<Buffer> {
  return sharp(await page.screenshot({ clip }))
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** Share of pixels that differ visibly (by more than 24 of 255 in a channel) between two pictures of one size. */
export function changedShare(a: Buffer, b: Buffer): number {
  if (a.length !== b.length)
    throw new Error(`Pictures of ${a.length} and ${b.length} bytes cannot be compared.`);
  let changed = 0;
  for (let at = 0; at < a.length; at += 3) {
    const most = Math.max(
      ...[0, 1, 2].map((channel) => Math.abs((a[at + channel] ?? 0) - (b[at + channel] ?? 0))),
    );
    if (most > 24) changed += 1;
  }
  return changed / (a.length / 3);
}

/** Pearson's correlation of two pictures of one size, byte by byte: 1 for the same picture at any contrast. */
export function correlation(a: Buffer, b: Buffer): number {
  if (a.length !== b.length)
    throw new Error(`Pictures of ${a.length} and ${b.length} bytes cannot be compared.`);
  const meanOf = (bytes: Buffer) => bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length;
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let both = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at]! - meanA, b[at]! - meanB];
    both += x * y;
    varianceA += x * x;
    varianceB += y * y;
  }
  return both / Math.sqrt(varianceA * varianceB);
}
