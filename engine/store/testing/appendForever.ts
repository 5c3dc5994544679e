/**
 * A process that adds images to the collection in the folder named on its command line until it is ended: numbered
 * images in batches of all sizes, now and then images that changed, now and then a sync that finds some of them gone.
 * z says the image's number and, in its last place, how often it changed, which the file's size says too.
 */
import process from 'node:process';
import { existsSync } from 'node:fs';
import { Random } from '../../random/Random.ts';
import { CollectionWriter } from '../CollectionWriter.ts';
import { changedImage, changedLatents } from './changedImages.ts';
import { numberedTiles, numbersFrom, START } from './numberedImages.ts';

const [folder = '', seed = ''] = process.argv.slice(2);
const random = new Random(Number(seed));
const writer = existsSync(folder)
  ? await CollectionWriter.open(folder)
  : await CollectionWriter.create(folder, START);
process.stdout.write(`${writer.info.rows}\n`);

const SYNC_EVERY = 25;
/** One in so many images is gone at a time. */
const GONE_EVERY = 9;
const changes = new Map<number, number>();
const image = (number: number) => changedImage(number, changes.get(number) ?? Number(seed) * 1000);
for (let turn = 1; ; turn++) {
  const { rows } = writer.info;
  const numbers = numbersFrom(rows, 1 + random.below(turn % 5 === 0 ? 100 : 20));
  for (let again = turn % 4 === 0 ? Math.min(rows, 5) : 0; again > 0; again--) {
    const number = random.below(rows);
    changes.set(number, Number(seed) * 1000 + turn);
    if (!numbers.includes(number)) numbers.push(number);
  }
  const sources = numbers.map(image);
  writer.appendBatch({ sources, latents: changedLatents(sources, numbers), tiles: numberedTiles(numbers) });
  if (turn % SYNC_EVERY === 0) {
    const images = numbersFrom(0, writer.info.rows)
      .filter((number) => number % GONE_EVERY !== turn % GONE_EVERY)
      .map(image);
    writer.applySync(writer.syncPlan({ images, unreadable: [] }));
  }
}
