import { latentBytes, tileBytes, vectorPath } from '../storeFiles.ts';
import type { StoreInfo } from '../StoreInfo.ts';
import { VectorAppender } from './VectorAppender.ts';

/** Both vector files of a collection, for the process that adds to them. */
export class VectorAppenders {
  readonly latents: VectorAppender;
  readonly tiles: VectorAppender;

  /** The files are made where they are missing. */
  constructor(
    folder: string,
    { latentSize, tileSize, generation }: Pick<StoreInfo, 'latentSize' | 'tileSize' | 'generation'>,
  ) {
    this.latents = new VectorAppender(vectorPath(folder, 'latents', generation), latentBytes(latentSize));
    try {
      this.tiles = new VectorAppender(vectorPath(folder, 'tiles', generation), tileBytes(tileSize));
    } catch (error) {
      this.latents.close();
      throw error;
    }
  }

  /** Whole slots in both. */
  get available(): number {
    return Math.min(this.latents.available, this.tiles.available);
  }

  /** The files end after so many slots: what lies beyond was never said to be there. */
  cut(slots: number): void {
    this.latents.cut(slots);
    this.tiles.cut(slots);
  }

  /** Resolves when what was written is on the disk. */
  async flush(): Promise<void> {
    await Promise.all([this.latents.flush(), this.tiles.flush()]);
  }

  /** Can be called twice; not during a flush. */
  close(): void {
    this.latents.close();
    this.tiles.close();
  }
}
