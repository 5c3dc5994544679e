import { EngineError } from '../../../protocol/EngineError.ts';
import type { StoreDatabase } from '../StoreDatabase.ts';
import { latentBytes, shortFileWords, tileBytes, vectorPath } from '../storeFiles.ts';
import { readInfo } from '../StoreInfo.ts';
import { VectorReader } from './VectorReader.ts';

/** Both vector files of a collection, for reading. */
export class VectorReaders {
  readonly generation: number;
  readonly latents: VectorReader;
  readonly tiles: VectorReader;

  private constructor(generation: number, latents: VectorReader, tiles: VectorReader) {
    this.generation = generation;
    this.latents = latents;
    this.tiles = tiles;
  }

  /** @throws EngineError 'bad-collection' where one is missing */
  static async open(folder: string, db: StoreDatabase): Promise<VectorReaders> {
    const { latentSize, tileSize, generation } = readInfo(db);
    const latents = await VectorReader.open(
      vectorPath(folder, 'latents', generation),
      latentBytes(latentSize),
    );
    try {
      const tiles = await VectorReader.open(vectorPath(folder, 'tiles', generation), tileBytes(tileSize));
      return new VectorReaders(generation, latents, tiles);
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
