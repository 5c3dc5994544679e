import type { Random } from '../../engine/random/Random.ts';
import { mutateBytes } from './mutateBytes.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const MOST_CHANGES = 4;

/** A JSON text of a changed value: other values and types, fields gone, renamed or added, deep nesting; some then damaged. */
export function mutateJson(random: Random, value: unknown): Uint8Array {
  const changed: { root: Json } = { root: JSON.parse(JSON.stringify(value)) as Json };
  for (let change = 1 + random.below(MOST_CHANGES); change > 0; change--) changeOne(random, changed);
  const text = Buffer.from(nestedDeeper(random, JSON.stringify(changed.root)));
  return random.below(5) === 0 ? mutateBytes(random, text) : text;
}

function changeOne(random: Random, holder: { [name: string]: Json }): void {
  const places = placesIn(holder);
  const { parent, key } = random.pick(places);
  const isField = parent !== holder;
  switch (random.below(isField ? 6 : 2)) {
    case 0:
    case 1:
      set(parent, key, oddValue(random));
      break;
    case 2:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    case 3:
      if (Array.isArray(parent)) parent.push(...structuredClone(parent.slice(0, 100)));
      else set(parent, oddText(random), structuredClone(parent[key] ?? null));
      break;
    case 4: {
      const other = random.pick(places);
      const taken = structuredClone(get(other.parent, other.key));
      set(parent, key, taken);
      break;
    }
    default:
      set(parent, key, nearValue(random, get(parent, key)));
  }
}

type Parent = Json[] | { [name: string]: Json };

function placesIn(parent: Parent): { parent: Parent; key: string }[] {
  return Object.entries(parent).flatMap(([key, value]) => [
    { parent, key },
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ]);
}

const get = (parent: Parent, key: string): Json =>
  (Array.isArray(parent) ? parent[Number(key)] : parent[key]) ?? null;

function set(parent: Parent, key: string, value: Json): void {
  if (Array.isArray(parent)) parent[Number(key) || 0] = value;
  // defineProperty: a field called __proto__ is only a field.
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Close to what is there: off by one, of the other sign, of another letter. */
function nearValue(random: Random, value: Json): Json {
  if (typeof value === 'number') return random.pick([value + 1, value - 1, -value, value * 1e6, value + 0.5]);
  if (typeof value === 'string')
    return random.pick([`${value} `, value.slice(1), value.toUpperCase(), `${value}\0`]);
  if (typeof value === 'boolean') return !value;
  return oddValue(random);
}

function oddValue(random: Random): Json {
  switch (random.below(7)) {
    case 0:
      return random.pick([null, true, false]);
    case 1:
    case 2:
      return random.pick([
        0,
        -1,
        0.5,
        1e308,
        -1e308,
        5e-324,
        2 ** 31,
        2 ** 32,
        2 ** 53,
        -(2 ** 31),
        65_536,
        8193,
      ]);
    case 3:
    case 4:
      return oddText(random);
    case 5:
      return random.pick<Json>([
        [],
        {},
        [[]],
        [null],
        { toString: 1 },
        { length: -1 },
        { constructor: { prototype: 1 } },
      ]);
    default:
      return nested(1 + random.below(100));
  }
}

/** No path among them leads anywhere outside the folder of the try. */
const oddText = (random: Random): string =>
  random.pick([
    '',
    ' ',
    '\0',
    '\ufeff',
    '\ud800',
    '__proto__',
    'constructor',
    'toString',
    'NaN',
    'no/../x',
    'C:\\x',
    'CON',
    '😀'.repeat(random.below(50)),
    'x'.repeat(random.below(100_000)),
    '"\'`<b>$&',
  ]);

/** One text in thirty holds a value so deep in arrays that code which calls itself for each runs out of stack. */
function nestedDeeper(random: Random, text: string): string {
  const at = text.indexOf(':');
  if (at < 0 || random.below(30) > 0) return text;
  const depth = random.below(20_000);
  return `${text.slice(0, at + 1)}${'['.repeat(depth)}${']'.repeat(depth)},"x":${text.slice(at + 1)}`;
}

function nested(depth: number): Json {
  let value: Json = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}
