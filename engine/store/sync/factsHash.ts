import { hash } from 'node:crypto';
import type { ImageSource } from '../../images/ImageSource.ts';

/** Hexadecimal digits of a number that a double holds exactly. */
const HASH_DIGITS = 13;

/**
 * A number that changes when what is said of an image does: name, label, metadata (in whatever order). So a search tells
 * which of a million rows to write again without reading their columns.
 */
export function factsHash({
  name,
  label,
  metadata,
}: Pick<ImageSource, 'name' | 'label' | 'metadata'>): number {
  let text = label === null ? name : `${name}\0${label}`;
  for (const key of Object.keys(metadata).sort()) text += `\0\0${key}\0${metadata[key]}`;
  return Number.parseInt(hash('sha1', text).slice(0, HASH_DIGITS), 16);
}
