import { findImages } from '../../../engine/images/findImages.ts';
import type { Random } from '../../../engine/random/Random.ts';
import type { FuzzTarget } from '../FuzzTarget.ts';
import { mutateBytes } from '../mutateBytes.ts';
import { mutateJson } from '../mutateJson.ts';
import { readImagesIn } from '../readImagesIn.ts';

const ROWS = Array.from({ length: 20 }, (_, i) => ({
  file_name: `${i}.pgm`,
  label: i % 2 === 0 ? 'even' : 'odd',
  size: i,
  note: 'a, "b"\n',
}));
const quoted = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
const CSV = Buffer.from(
  ['file_name,label,size,note', ...ROWS.map((row) => Object.values(row).map(quoted).join(','))].join('\n'),
);
const PICTURE = Buffer.from('P2 1 1 255 7\n');

/** metadata.csv and metadata.jsonl beside images. */
export const target: FuzzTarget = {
  name: 'metadata',
  make: (random) => ({
    '0.pgm': PICTURE,
    '1.pgm': PICTURE,
    ...(random.below(2) === 0
      ? { 'metadata.csv': mutateBytes(random, CSV) }
      : { 'metadata.jsonl': jsonLines(random) }),
  }),
  run: async (_input, folder) => readImagesIn(await findImages([folder])),
};

function jsonLines(random: Random): Uint8Array {
  const lines = ROWS.map((row) =>
    random.below(8) === 0 ? mutateJson(random, row) : Buffer.from(JSON.stringify(row)),
  );
  const text = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
  return random.below(3) === 0 ? mutateBytes(random, text) : text;
}
