import * as v from 'valibot';
import type { NameOf } from './defineOperation.ts';
import type { FieldMap } from './fields/Field.ts';
import type { ObjectSchema } from './fields/groups.ts';

/** What was given, with defaults in place; or what is wrong with it, in words that name the field. */
export type Checked<T> = { ok: true; input: T } | { ok: false; problem: string };

/** What of a definition says whether an input is right. */
interface Checkable<Fields extends FieldMap> {
  readonly inputSchema: ObjectSchema<Fields>;
  check?(input: v.InferOutput<ObjectSchema<Fields>>, nameOf: NameOf): string | null;
}

/** Checks an operation's input. */
export function checkInput<Fields extends FieldMap>(
  definition: Checkable<Fields>,
  given: unknown,
  nameOf: NameOf = (path) => path.join('.'),
): Checked<v.InferOutput<ObjectSchema<Fields>>> {
  const parsed = v.safeParse(definition.inputSchema, given, { abortEarly: true });
  if (!parsed.success) return { ok: false, problem: problemOf(parsed.issues[0], nameOf) };
  const problem = definition.check?.(parsed.output, nameOf) ?? null;
  return problem === null ? { ok: true, input: parsed.output } : { ok: false, problem };
}

function problemOf(issue: v.BaseIssue<unknown>, nameOf: NameOf): string {
  // Past the field itself the path counts through a list: 'images.3'.
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  if (keys.length === 0) return `expected an object with its fields, got ${shown(issue.input)}.`;
  const name = nameOf(keys);
  if (issue.type !== 'strict_object') return `${name}: expected ${issue.message}, got ${shown(issue.input)}.`;
  return issue.expected === 'never' ? `There is no field "${name}".` : `${name} is missing.`;
}

const MOST_SHOWN = 80;

function shown(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : quoted(value);
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
}

const quoted = (value: unknown) => (typeof value === 'string' ? `"${value}"` : String(value));
