import type { ImageSource } from '../../images/ImageSource.ts';
import type { Random } from '../../random/Random.ts';

/** A pretended file. */
interface ImageFile {
  /** What is in it, told apart from every other content; copies have the same. */
  content: number;
  sizeBytes: number;
  modifiedMs: number;
  isReadable: boolean;
}

const FOLDERS = ['a', 'b', 'a/x', 'b/x', 'c/y/x'];
const NAMES = ['1.png', '2.png', '3.png'];

/**
 * A pretended folder of images that changes at random in the ways in which folders do: files come, go, come back, change,
 * move, are swapped, copied with their times, turn unreadable and back; metadata is edited.
 */
export class ImageFolder {
  readonly files = new Map<string, ImageFile>();
  readonly #random: Random;
  readonly #removed: [string, ImageFile][] = [];
  #contents = 0;
  #edition = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What a search finds, and what is in each. */
  found(): { images: ImageSource[]; unreadable: never[] } {
    const images = [...this.files.keys()].sort().map((path) => this.source(path));
    return { images, unreadable: [] };
  }

  source(path: string): ImageSource {
    const { sizeBytes, modifiedMs } = this.files.get(path)!;
    const label = path.split('/')[1]!;
    const metadata: Record<string, string> = path.length % 2 === 0 ? { edition: String(this.#edition) } : {};
    return { path, name: path.slice(1), label, sizeBytes, modifiedMs, metadata };
  }

  change(): void {
    const path = this.#random.pick([...this.files.keys(), '']);
    const file = this.files.get(path);
    const free = this.#freePath();
    switch (this.#random.below(9)) {
      case 0:
      case 1:
        this.files.set(free, this.#newFile());
        break;
      case 2:
        if (file) this.#remove(path);
        break;
      case 3:
        if (file) {
          this.#removed.push([path, file]);
          this.files.set(path, this.#newFile());
        }
        break;
      case 4:
        if (file) {
          this.files.delete(path);
          this.files.set(free, file);
        }
        break;
      case 5:
        if (file) this.files.set(free, { ...file });
        break;
      case 6: {
        const [old, was] = this.#removed.pop() ?? [];
        // Where it was, also over what is there now: restored as it was before.
        const back = this.#random.below(2) > 0 ? old : free;
        if (back !== undefined && was) this.files.set(back, was);
        break;
      }
      case 7:
        this.#edition += 1;
        break;
      default: {
        const other = this.#random.pick([...this.files.keys(), '']);
        const another = this.files.get(other);
        if (file && another) this.files.set(path, another).set(other, file);
      }
    }
  }

  #remove(path: string): void {
    this.#removed.push([path, this.files.get(path)!]);
    this.files.delete(path);
  }

  #newFile(): ImageFile {
    this.#contents += 1;
    const content = this.#contents;
    return {
      content,
      // Few sizes and times, so that different files share either; never both, as in life.
      sizeBytes: 1 + (content % 5),
      modifiedMs: Math.floor(content / 5),
      isReadable: this.#random.below(5) > 0,
    };
  }

  #freePath(): string {
    for (;;) {
      const path = `/${this.#random.pick(FOLDERS)}/${this.#random.below(4) > 0 ? '' : this.#random.below(50)}${this.#random.pick(NAMES)}`;
      if (!this.files.has(path)) return path;
    }
  }
}
