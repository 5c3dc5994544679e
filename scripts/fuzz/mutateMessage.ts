import type { Random } from '../../engine/random/Random.ts';
import { mutateBytes } from './mutateBytes.ts';

const MOST_CHANGES = 4;
const ODD_INTEGERS = [
  0, 1, -1, 2, 3, 7, 8, 9, 10, 11, 16, 255, 1000, 65_536, 2 ** 20, 2 ** 31 - 1, 2 ** 31, 2 ** 40, 2 ** 53, -2, -1000,
]; // prettier-ignore
const ODD_FLOATS = [0, -0, 1, -1, 0.5, 1e-45, 1e38, -1e38, Infinity, -Infinity, NaN];
/** Fields of ONNX messages that hold floats, which look like integers where they are whole. */
const FLOAT_FIELDS = new Set(['f', 'floats', 'floatData', 'doubleData']);

/**
 * Changes a protobuf message in place so that it can still be written: odd numbers, names of others or of nothing, parts left
 * out, doubled, exchanged or cut short. Every depth is as likely to be changed, however many fields lie there.
 * @param names to put in place of others
 */
export function mutateMessage(random: Random, message: object, names: readonly string[]): void {
  for (let change = 1 + random.below(MOST_CHANGES); change > 0; change--) changeOne(random, message, names);
}

function changeOne(random: Random, message: object, names: readonly string[]): void {
  const fields = Object.entries(message).filter(([, value]) => isThere(value));
  if (fields.length === 0) return;
  const [key, value] = random.pick(fields) as [string, unknown];
  const set = (changed: unknown) => Object.assign(message, { [key]: changed });
  const isFloat = FLOAT_FIELDS.has(key);
  if (!Array.isArray(value)) {
    if (isMessage(value)) changeOne(random, value, names);
    else set(changedScalar(random, value, names, isFloat));
    return;
  }
  const list = value as unknown[];
  const at = random.below(list.length);
  if (random.below(3) === 0) set(changedList(random, list, at));
  else if (isMessage(list[at])) changeOne(random, list[at], names);
  else list[at] = changedScalar(random, list[at], names, isFloat);
}

const isThere = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined;

/** A 64-bit integer is an object too, of a class that can give its number. */
const isMessage = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !('toNumber' in value);

function changedList(random: Random, list: readonly unknown[], at: number): unknown[] {
  const other = random.below(list.length);
  switch (random.below(4)) {
    case 0:
      return list.toSpliced(at, 1 + random.below(2));
    case 1:
      return list.toSpliced(at, 0, list[other]);
    case 2:
      return list.with(at, list[other]).with(other, list[at]);
    default:
      return list.slice(0, at);
  }
}

function changedScalar(random: Random, value: unknown, names: readonly string[], isFloat: boolean): unknown {
  if (value instanceof Uint8Array) return mutateBytes(random, value);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string')
    return random.pick([...names, '', ' ', `${value}x`, value.slice(1), 'x'.repeat(2000)]);
  return random.pick(isFloat ? ODD_FLOATS : ODD_INTEGERS);
}
