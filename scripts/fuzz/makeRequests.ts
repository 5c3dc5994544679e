import {
  BUNDLED_PREVIEW_PATH,
  COLUMN_PATH,
  DRAWING_PATH,
  FIT_PATH,
  ORIGINAL_PATH,
  PREVIEW_PATH,
  RECONSTRUCTION_PATH,
  ROWS_PATHS,
  SOCKET_PATH,
  TRAVERSAL_PATH,
  UPLOAD_PATH,
} from '../../protocol/wire.ts';
import type { Random } from '../../engine/random/Random.ts';
import type { FuzzInput } from './FuzzTarget.ts';
import { mutateBytes } from './mutateBytes.ts';

/** What the sender does once all bytes are sent: wait for the answer, end its half, go, or keep the connection without a word. */
export const ENDINGS = ['wait', 'half', 'reset', 'stay'] as const;
export type Ending = (typeof ENDINGS)[number];

/** Stand for what differs from start to start; whoever sends a request puts in what they are. */
export const PLACES = {
  path: '{path}',
  cookie: '{cookie}',
  token: '{token}',
  port: '{port}',
  id: '{id}',
} as const;

const MOST_REQUESTS = 6;
const MOST_AT_ONCE = 40;
const ID = `id=${PLACES.id}`;
const ROUTES = [
  '', 'index.html', 'assets/main-1234.js', SOCKET_PATH,
  ...Object.values(ROWS_PATHS).map((path) => `${path}?${ID}&from=0&to=3`),
  `${ROWS_PATHS.tiles}?${ID}&rows=2,1,2`, `${COLUMN_PATH}?${ID}&name=label&from=0&to=3`,
  `${RECONSTRUCTION_PATH}?${ID}&index=1`, `${ORIGINAL_PATH}?${ID}&index=1`, `${BUNDLED_PREVIEW_PATH}?name=pictured`,
  `${PREVIEW_PATH}?job=1&version=1`, `${TRAVERSAL_PATH}?${ID}&order=change&rows=2&columns=3`, UPLOAD_PATH,
  `${DRAWING_PATH}?${ID}&width=2&height=3&channels=1`, `${FIT_PATH}?${ID}&width=1&height=2&channels=3`, `${FIT_PATH}?${ID}&row=1`,
]; // prettier-ignore
const OUTSIDE = [
  '../secret.json', '%2e%2e%2fsecret.json', '..%5csecret.json', '..%2f..%2f..%2f..%2fetc%2fhostname', './/../secret.json',
  '%252e%252e/secret.json', 'assets/../../secret.json', 'assets%2f..%2f..%2fsecret.json', '%00', '%', '%ff%fe', '..;/secret.json',
  'secret.json%00.html', '....//secret.json', '/secret.json', '\\..\\secret.json', 'C:%5csecret.json', '~', '*', 'index.html/', '?', '#', '%2e',
]; // prettier-ignore
const QUERIES = ['-1', '1e9', '999999999', '4294967296', '0x1', ' 1', 'NaN', '', '1,2,', '%00', 'toString', '__proto__', '%F0%9F%98%80', '1'.repeat(5000)]; // prettier-ignore
const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PATCH', 'PROPFIND', 'get', 'G T', '', 'X'.repeat(200), 'PRI']; // prettier-ignore
const NAMES = [
  'a.png', 'folder/b.png', '../escape.png', '..%2f..%2fescape.png', '%2fetc%2fpasswd', 'CON', 'aux.png', '.hidden', '', '%', '%00',
  'a%0d%0ab.png', 'x'.repeat(300), 'a/'.repeat(40), '%F0%9F%98%80.png', '%ED%A0%80', 'a.png.', 'a ', '%5c..%5cb', 'c:%5cx.png', '%E2%80%AE.png', 'secret.json',
]; // prettier-ignore
const HOSTS = [`127.0.0.1:${PLACES.port}`, 'localhost:9999', '[::1]:1', 'evil.example', '127.0.0.1.evil.example', '', '127.0.0.1:99999999', 'localhost@evil', '0.0.0.0']; // prettier-ignore
const ORIGINS = [
  'http://evil.example',
  'null',
  '',
  'https://127.0.0.1',
  'http://127.0.0.1:1',
  `http://127.0.0.1:${PLACES.port}`,
];
const UPGRADE = ['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', `origin: http://127.0.0.1:${PLACES.port}`]; // prettier-ignore

/** Requests as their bytes, each a file `<number>-<how many at once>.<ending>`. PLACES stand for what only the engine's start knows. */
export function makeRequests(random: Random): FuzzInput {
  const requests: [name: string, bytes: Uint8Array][] = [];
  for (let at = 0, count = 1 + random.below(MOST_REQUESTS); at < count; at++) {
    const bytes = oneRequest(random);
    const times = random.below(10) === 0 && bytes.length < 5000 ? 1 + random.below(MOST_AT_ONCE) : 1;
    const ending = random.pick(['wait', 'wait', 'wait', ...ENDINGS]);
    requests.push([`${at}-${times}.${ending}`, random.below(5) === 0 ? mutateBytes(random, bytes) : bytes]);
  }
  return Object.fromEntries(requests);
}

function oneRequest(random: Random): Uint8Array {
  const method = random.pick(METHODS);
  const target = targetOf(random);
  const version = random.pick([
    'HTTP/1.1',
    'HTTP/1.1',
    'HTTP/1.1',
    'HTTP/1.1',
    'HTTP/1.0',
    'HTTP/2.0',
    'HTTP/9',
    '',
  ]);
  const [framing, body] = bodyOf(random, target.includes(UPLOAD_PATH) || method === 'POST');
  const headers = [...accessHeaders(random), ...oddHeaders(random), ...framing];
  const end = random.pick(['\r\n', '\r\n', '\r\n', '\r\n', '\n']);
  const head = [`${method} ${target} ${version}`, ...headers, '', ''].join(end);
  // Half a head, now and then.
  const sent = random.below(12) === 0 ? head.slice(0, random.below(head.length)) : head;
  return Buffer.concat([Buffer.from(sent, 'latin1'), body]);
}

function targetOf(random: Random): string {
  const inside = random.pick([...ROUTES, ...ROUTES, ...OUTSIDE]);
  const changed =
    random.below(3) === 0
      ? inside.replace(/=[^&]*/g, (value) => (random.below(2) === 0 ? value : `=${random.pick(QUERIES)}`))
      : inside;
  return random.pick([
    ...Array<string>(8).fill(PLACES.path + changed),
    `/${changed}`,
    `/?token=${PLACES.token}`,
    `/?token=${random.pick(QUERIES)}`,
    `http://127.0.0.1:${PLACES.port}${PLACES.path}${changed}`,
    `//evil.example/${changed}`,
    `${PLACES.path}${'a/'.repeat(random.below(8000))}`,
    PLACES.path.slice(0, -1),
    '*',
    '',
  ]);
}

/** Mostly as a page that was let in has them. */
function accessHeaders(random: Random): string[] {
  const isRight = random.below(3) > 0;
  const cookie = isRight ? `hourglass=${PLACES.cookie}` : random.pick(['hourglass=', 'hourglass=wrong', 'other=1', `;;=;hourglass=${PLACES.cookie};hourglass`, 'x'.repeat(3000)]); // prettier-ignore
  const host = isRight ? HOSTS[0] : random.pick(HOSTS);
  return [
    `host: ${host}`,
    ...(random.below(10) > 0 ? [`cookie: ${cookie}`] : []),
    ...(random.below(6) === 0 ? [`origin: ${random.pick(ORIGINS)}`] : []),
    ...(random.below(8) === 0 ? [`host: ${random.pick(HOSTS)}`] : []),
    ...(random.below(8) === 0
      ? [`sec-fetch-site: ${random.pick(['cross-site', 'same-origin', 'none', ''])}`]
      : []),
  ];
}

function oddHeaders(random: Random): string[] {
  switch (random.below(10)) {
    case 0:
      return [
        `range: bytes=${random.pick(['0-', '-1', '5-2', '0-0,1-1', '99999999999-', 'x', '0-,'.repeat(1000)])}`,
      ];
    case 1:
      return [`x-long: ${'y'.repeat(random.pick([10_000, 20_000, 200_000]))}`];
    case 2:
      return Array.from({ length: random.pick([100, 3000]) }, (_, at) => `x-${at}: ${at}`);
    case 3:
      return [
        random.pick([
          'no colon',
          ': no name',
          'x\0: y',
          'x: \0',
          'x : y',
          ' folded: z',
          'x: é\xff',
          'if-none-match: *',
          'if-modified-since: never',
        ]),
      ];
    case 4:
      return [`expect: ${random.pick(['100-continue', 'nothing'])}`];
    case 5:
      return UPGRADE;
    case 6:
      return [random.pick(['connection: Upgrade', 'upgrade: h2c']), ...UPGRADE.slice(random.below(5))];
    default:
      return ['connection: close'];
  }
}

/** A body and the headers that frame it, true or not. */
function bodyOf(random: Random, isUpload: boolean): [headers: string[], body: Uint8Array] {
  if (!isUpload && random.below(4) > 0) return [[], new Uint8Array()];
  const body = Buffer.from(
    Uint8Array.from({ length: random.pick([0, 3, 100, 5000, 200_000]) }, () => random.below(256)),
  );
  const name = `x-file-name: ${random.pick(NAMES)}`;
  const length = random.pick([
    body.length,
    body.length,
    body.length,
    body.length + 100,
    1,
    -1,
    2 ** 31,
    2 ** 40,
    2 ** 53,
    'x',
    '1, 2',
    '',
  ]);
  const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
  return random.pick<() => [string[], Uint8Array]>([
    () => [[name, `content-length: ${length}`], body],
    () => [[name, `content-length: ${length}`], body],
    () => [[name, 'transfer-encoding: chunked'], Buffer.concat([chunk, Buffer.from('0\r\n\r\n')])],
    () => [[name, 'transfer-encoding: chunked'], chunk],
    () => [[name, 'transfer-encoding: chunked'], Buffer.from('ffffffffff\r\nabc')],
    () => [[name, 'transfer-encoding: chunked', `content-length: ${length}`], body],
    () => [[`content-length: ${length}`], body],
    () => [[name, name, 'transfer-encoding: gzip, chunked'], chunk],
  ])();
}
