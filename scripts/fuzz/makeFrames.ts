import { DEFAULT_PREFERENCES } from '../../protocol/preferences.ts';
import { decodeRequestFrame } from '../../protocol/codecs/decodeFrames.ts';
import type { Random } from '../../engine/random/Random.ts';
import type { FuzzInput } from './FuzzTarget.ts';
import { mutateBytes } from './mutateBytes.ts';
import { mutateJson } from './mutateJson.ts';
import { SOUND_DOCUMENT } from './soundDocument.ts';

/** What is done on a connection: a text or a binary frame, bytes as they are, or an end of some kind. */
export const FRAME_KINDS = ['text', 'binary', 'raw', 'close', 'end', 'terminate'] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];

const LATENT = 5;
const MOST_FRAMES = 6;
const MOST_AT_ONCE = 300;
/** More than the engine takes in one message. */
const TOO_LONG = 17 * 1024 ** 2;

const ITEMS = { images: ['shared/images'], model: 'shared/model' };
const MODEL_JSON = { format: 1, name: 'cosines', image: { width: 8, height: 8, channels: 1, layout: 'NCHW', range: [0, 1] }, latent: { shape: [LATENT], prior: 'normal' } }; // prettier-ignore
/** Each call with arguments that it takes, by the folders of FuzzEngine. */
const CALLS: readonly [name: string, ...args: unknown[]][] = [
  ['state'],
  ['openBundled', 'pictured'],
  ['openModel', 'shared/model'],
  ['correctModel', MODEL_JSON],
  ['saveModelJson'],
  ['openImages', ['shared/images']],
  ['addImages', ['shared/more']],
  ['setSettings', { provider: 'cpu', fit: 'cover', background: '#102030' }],
  ['pointDetails', 3],
  ['histograms'],
  ['unreadable', 0, 10],
  ['browse', 'shared'],
  ['planTraining', { images: ITEMS.images, latent: 2, preset: 'quick' }],
  ['startOperation', 'statistics', {}],
  ['startOperation', 'reconstruct', { ...ITEMS, out: 'shared/report.json' }],
  ['startOperation', 'encode', { ...ITEMS, out: 'shared/z.npz' }],
  [
    'startOperation',
    'train',
    { images: ITEMS.images, latent: 2, out: 'shared/trained', epochs: 1, seconds: 1 },
  ],
  ['pauseJob', '1'],
  ['resumeJob', '1'],
  ['cancelJob', '1'],
  ['finishJob', '1'],
  ['answerJob', '1', 'shared'],
  ['continueJob', '1'],
  ['dismissJob', '1'],
  ['document', 'c0ffee-1'],
  ['saveDocument', 'c0ffee-1', SOUND_DOCUMENT],
  ['documentFile', SOUND_DOCUMENT],
  ['openDocumentFile', 'shared/saved.hourglass'],
  ['setPreferences', DEFAULT_PREFERENCES],
  ['setTag', { name: 'seen', rows: [[0, 3], [5, 6]], on: true }], // prettier-ignore
  ['removeTag', 'seen'],
  ['setNote', 1, 'a note'],
  ['removeColumn', 'brightness'],
  ['searchRows', 'even image'],
];
const NO_CALLS = [
  'null', 'true', '-0', '1e999', '[]', '{}', '""', '', ' ', '\0', '{"t":"q"', '[null]', '{"t":"s","i":"1","r":null}',
  '{"t":"q","m":{"toString":"state"},"a":[],"i":"1"}', '{"t":"q","m":"__proto__","a":[],"i":"1"}',
  '{"t":"q","m":"constructor","a":["return 1"],"i":"1"}', '{"t":"q","m":"state","a":{"length":1e9},"i":"1"}',
  '{"t":"q","m":"state","a":[],"i":{"toString":null}}', '{"t":"q","m":"$close","a":[],"i":"1"}',
  '{"t":"q","m":"state","a":[],"i":"1","o":true,"constructor":1}', '{"__proto__":{"t":"q","m":"state","a":[],"i":"1"}}',
]; // prettier-ignore

/**
 * What a page might send on one connection, in order, as files `<number>-<times>.<kind>`: what is sent, and how often in a row.
 * All paths in it are relative, and lead nowhere outside the folder in which the engine runs.
 */
export function makeFrames(random: Random): FuzzInput {
  const frames: [name: string, bytes: Uint8Array][] = [];
  for (let at = 0, count = 1 + random.below(MOST_FRAMES); at < count; at++) {
    const kind = random.pick([
      ...Array<FrameKind>(8).fill('text'),
      ...Array<FrameKind>(5).fill('binary'),
      ...FRAME_KINDS,
    ]);
    const times = random.below(8) === 0 ? 1 + random.below(MOST_AT_ONCE) : 1;
    const bytes = contentOf(random, kind);
    frames.push([`${at}-${bytes.length > 10_000 ? 1 : times}.${kind}`, bytes]);
  }
  return Object.fromEntries(frames);
}

function contentOf(random: Random, kind: FrameKind): Uint8Array {
  if (kind === 'text') return textFrame(random);
  if (kind === 'binary') return binaryFrame(random);
  if (kind === 'raw') return rawBytes(random);
  return new Uint8Array();
}

function textFrame(random: Random): Uint8Array {
  const [m, ...a] = random.pick(CALLS);
  const call = { t: 'q', m, a, i: String(random.below(1000)) };
  switch (random.below(12)) {
    case 0:
      return Buffer.from(random.pick(NO_CALLS));
    case 1:
      return mutateJson(random, call);
    case 2:
      return mutateBytes(random, Buffer.from(JSON.stringify(call)));
    case 3:
      return Buffer.from(JSON.stringify(call));
    case 4:
      return hugeText(random, call);
    default: {
      const args = Buffer.from(mutateJson(random, a)).toString();
      return Buffer.from(`{"t":"q","m":"${m}","a":${args},"i":"${call.i}"}`);
    }
  }
}

/** A call with a very long text, or with more in a list than any list has. */
function hugeText(random: Random, { m, i }: { m: string; i: string }): Uint8Array {
  const length = random.pick([1e4, 1e5, 1e6]);
  const argument = random.pick([
    () => JSON.stringify('x'.repeat(random.below(4) === 0 ? TOO_LONG : length)),
    () => JSON.stringify({ name: 'seen', rows: Array.from({ length: length / 20 }, (_, at) => [2 * at, 2 * at + 1]), on: true }), // prettier-ignore
    () => `[${'[0,1],'.repeat(length / 10)}[0,1]]`,
    () => JSON.stringify(Object.fromEntries(Array.from({ length: length / 20 }, (_, at) => [`k${at}`, at]))),
    () => `${'['.repeat(length / 2)}${']'.repeat(length / 2)}`,
  ])();
  return Buffer.from(
    `{"t":"q","m":"${random.pick([m, 'setTag', 'searchRows', 'openImages'])}","a":[${argument}],"i":"${i}"}`,
  );
}

function binaryFrame(random: Random): Uint8Array {
  const odd = () => random.pick([0, 1, -1, 0.5, NaN, Infinity, -Infinity, 3e38, 1e-45]);
  const z = Float32Array.from({ length: random.pick([LATENT, LATENT, LATENT, 0, 1, 6, 4000, 1e5]) }, odd);
  const sound = new Uint8Array(decodeRequestFrame(random.pick([0, 1, 7, 2 ** 32 - 1]), odd(), z));
  if (random.below(3) === 0) return sound;
  if (random.below(2) === 0)
    return mutateBytes(random, sound, { position: (length) => random.below(Math.min(20, length)) });
  return Uint8Array.from({ length: random.below(200) }, () => random.below(256));
}

/** Frames that are cut short, unmasked, of no kind, or longer than they say. */
function rawBytes(random: Random): Uint8Array {
  const first = random.pick([
    0x81,
    0x82,
    0x01,
    0x00,
    0x80,
    0x88,
    0x89,
    0x8a,
    0xc1,
    0xf1,
    0x83,
    0x8f,
    random.below(256),
  ]);
  const mask = random.pick([0x80, 0x80, 0x80, 0]);
  const length = random.pick([[0], [5], [125], [126, 0, 5], [126, 255, 255], [127, 0, 0, 0, 0, 0, 0, 0, 5], [127, 0, 0, 0, 0, 1, 1, 0, 0], [127, 255, 255, 255, 255, 255, 255, 255, 255]]); // prettier-ignore
  const [size = 0, ...rest] = length;
  const body = Array.from({ length: random.below(140) }, () => random.below(256));
  return Uint8Array.from([first, size | mask, ...rest, ...body]);
}
