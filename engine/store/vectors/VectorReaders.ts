import { EngineError } from '../../../protocol/EngineError.ts';
import type { StoreDatabase } from '../StoreDatabase.ts';
import { latentBytes, shortFileWords, storePath, tileBytes } from '../storeFiles.ts';
import { readInfo } from '../StoreInfo.ts';
import { VectorReader } from './VectorReader.ts';

/** Both vector files of a collection, for reading. */
export class VectorReaders {
  readonly latents: VectorReader;
  readonly tiles: VectorReader;

  private constructor(latents: VectorReader, tiles: VectorReader) {
    this.latents = latents;
    this.tiles = tiles;
  }

  /** @throws EngineError 'bad-collection' where one is missing */
  static async open(folder: string, db: StoreDatabase): Promise<VectorReaders> {
    const { latentSize, tileSize } = readInfo(db);
    const latents = await VectorReader.open(storePath(folder, 'latents'), latentBytes(latentSize));
    try {
      const tiles = await VectorReader.open(storePath(folder, 'tiles'), tileBytes(tileSize));
      return new VectorReaders(latents, tiles);
    } catch (error) {
      await latents.close();
      throw error;
    }
  }

  /** @throws EngineError 'bad-collection' where a file ends before these slots; details.repairable: a writer mends it */
  async checkLength(slots: number): Promise<void> {
    for (const { path, slotBytes, sizeBytes } of [await sized(this.latents), await sized(this.tiles)]) {
      if (sizeBytes < slots * slotBytes) {
        const words = shortFileWords(path, slots * slotBytes, sizeBytes);
        throw new EngineError('bad-collection', words, { repairable: true });
      }
    }
  }

  /** Can be called twice. */
  async close(): Promise<void> {
    await this.latents.close();
    await this.tiles.close();
  }
}

async function sized(reader: VectorReader) {
  return { path: reader.path, slotBytes: reader.slotBytes, sizeBytes: await reader.sizeBytes() };
}
