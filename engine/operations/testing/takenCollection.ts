import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ImageSource } from '../../images/ImageSource.ts';
import { CollectionStore } from '../../store/CollectionStore.ts';
import { CollectionWriter } from '../../store/CollectionWriter.ts';
import { numberedLatents, numberedTiles, START } from '../../store/testing/numberedImages.ts';
import { makeTestArray, testImage } from '../../workspace/testing/makeTestImages.ts';

/** A stored collection of six rows, as operations that take it away are given it: four files and two rows of an array. */
export interface TakenCollection {
  root: string;
  /** The folder of images. */
  images: string;
  sources: ImageSource[];
  /** An empty folder for what is taken. */
  folder: string;
  /** Fields of every such operation. */
  given: {
    collection: string;
    store: { folder: string; paths: string[] };
    folder: string;
  };
}

/** Metadata of every type, some of it unknown, and a column that is called as another is. */
const METADATA: Record<string, string>[] = [
  { weight: '1.5', taken: '2026-03-14', sharp: 'yes', path: 'shelf 1', word: 'Ünïcode, "quoted"' },
  { weight: '-0.25', taken: '2026-03-15T09:30:00Z', sharp: 'no', path: 'shelf 2', word: 'line\nbreak' },
  { weight: '', taken: '', sharp: 'yes', path: 'shelf 1', word: '😀 and\ttab' },
];

/** Two files are called the same but for their folder, one has a name that Windows refuses. */
const FILES = ['cat/one.png', 'dog/one.png', 'cat/what?.png', 'dog/two.png'];

export async function makeTakenCollection(): Promise<TakenCollection> {
  const root = await mkdtemp(join(tmpdir(), 'taken-'));
  const [images, stored, folder] = [join(root, 'images'), join(root, 'store'), join(root, 'away')];
  await mkdir(join(images, 'cat'), { recursive: true });
  await mkdir(join(images, 'dog'));
  await mkdir(folder);
  for (const [number, name] of FILES.entries()) {
    const picture = sharp(testImage(number), { raw: { width: 8, height: 8, channels: 1 } });
    await writeFile(join(images, name), await picture.png().toBuffer());
  }
  const array = await makeTestArray(join(images, 'many.idx'), 2);
  const base = { sizeBytes: 64, modifiedMs: 1_700_000_000_000 };
  const sources: ImageSource[] = [
    ...FILES.map((name, i) => ({
      ...{ ...base, path: join(images, name), name, label: name.split('/')[0]! },
      metadata: METADATA[i] ?? {},
    })),
    ...[0, 1].map((row) => ({
      ...{ ...base, path: array, name: `many.idx[${row}]`, label: null, row },
      metadata: {},
    })),
  ];
  const writer = await CollectionWriter.create(stored, { ...START, paths: [images] });
  const numbers = sources.map((_, i) => i);
  writer.appendBatch({ sources, latents: numberedLatents(numbers), tiles: numberedTiles(numbers) });
  writer.update({ state: 'ready', total: sources.length });
  await writer.close();
  const store = await CollectionStore.open(stored);
  await store.setTag('good', [[0, 2]], true);
  await store.setTag('a/b', [[1, 3]], true);
  await store.setNote(3, 'looks =odd');
  await store.close();
  return {
    ...{ root, images, sources, folder },
    given: { collection: 'abc', store: { folder: stored, paths: [images] }, folder },
  };
}
