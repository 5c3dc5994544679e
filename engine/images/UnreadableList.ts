import { dirname, extname } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';

/** So many files that are plainly something else are named per folder and extension; of the rest, the number. */
const NAMED_PER_KIND = 20;

/**
 * Files that cannot be shown, with reasons. Every failed image is named. Files of another kind that come in thousands
 * (a text file beside each image) end in one line that counts them.
 */
export class UnreadableList {
  #files: UnreadableFile[] = [];
  #kinds = new Map<string, { folder: string; extension: string; named: number; more: number }>();

  /** @param otherKind whether the file does not even claim to be an image */
  add(path: string, reason: string, otherKind = false): void {
    if (otherKind) {
      const folder = dirname(path);
      const extension = extname(path).toLowerCase();
      const key = `${folder}\0${extension}`;
      const kind = this.#kinds.get(key) ?? { folder, extension, named: 0, more: 0 };
      this.#kinds.set(key, kind);
      if (kind.named >= NAMED_PER_KIND) {
        kind.more += 1;
        return;
      }
      kind.named += 1;
    }
    this.#files.push({ path, reason });
  }

  get files(): UnreadableFile[] {
    const counted = [...this.#kinds.values()].filter(({ more }) => more > 0);
    return [
      ...this.#files,
      ...counted.map(({ folder, extension, more }) => ({
        path: folder,
        reason: `${more} more ${extension || 'extensionless'} files in it are no images`,
      })),
    ];
  }
}
