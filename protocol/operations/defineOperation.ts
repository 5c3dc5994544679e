import type * as v from 'valibot';
import type { ColumnType } from '../columns.ts';
import type { FieldMap } from './fields/Field.ts';
import { objectSchema, type ObjectSchema } from './fields/groups.ts';

/** A verb of the command line: what it takes and what it says of itself. */
export interface CommandDefinition<Fields extends FieldMap = FieldMap> {
  /** 'encode' in `hourglass encode …`; null: the command line has no such verb. */
  readonly verb: string | null;
  /** What a menu or a heading calls it: 'Encode images'. */
  readonly title: string;
  /** What it does, in a sentence or a few. */
  readonly words: string;
  readonly fields: Fields;
  /** The columns that it computes for images. */
  readonly columns?: readonly OperationColumn[];
  /** What it resolves to, where that is more than having done it; --json writes it. */
  readonly result?: TypeMark<unknown>;
}

/** A column of values, one for each image, that an operation computes. */
export interface OperationColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** What it says, in a sentence. */
  readonly words: string;
  /** '' for none. */
  readonly unit: string;
  /** 'reconstruction': only where the model has an encoder and a decoder. */
  readonly needs?: 'reconstruction';
}

/** Stands for a type of data that crosses from the run to whoever started it; it holds no value. */
export interface TypeMark<T> {
  readonly type?: T;
}
export const typeMark = <T>(): TypeMark<T> => ({});

/** What a field is called where it was given, by its path in the input: 'augmentation.shift', '--shift'. */
export type NameOf = (path: readonly string[]) => string;

interface OperationFacts<Fields extends FieldMap, Result, Report> extends CommandDefinition<Fields> {
  readonly name: string;
  /** What happens while it runs; what it is done to follows: 'Encoding', 'Training on'. */
  readonly doing: string;
  /** What a person can ask of it besides cancelling. */
  readonly can: { readonly pause: boolean; readonly finish: boolean };
  /** 'page': a page may start it. 'engine': only the engine itself does, in the course of something else. */
  readonly startedBy: 'page' | 'engine';
  /** No second one starts while one runs. */
  readonly alone?: boolean;
  /** How long it may take to end well when it is cancelled, before it is killed. 2,000 ms when absent. */
  readonly cancelGraceMs?: number;
  /** What it resolves to. Files that it could not read are in `unreadable`, where it reads any. */
  readonly result: TypeMark<Result>;
  /** Its own live data, while it runs. */
  readonly report: TypeMark<Report>;
  /** What is wrong with fields that are right each by itself, in words that name them; null for nothing. */
  check?(input: v.InferOutput<ObjectSchema<Fields>>, nameOf: NameOf): string | null;
  /** What it is done to, for a job's title: 'holiday pictures'; '' where `doing` says it all. */
  subject(input: v.InferOutput<ObjectSchema<Fields>>): string;
  /** The result for a person: a line or a few. */
  summary(result: Result): string;
}

/**
 * One thing that the engine does and that takes longer than a moment. The job list, the command line with its help, the
 * documentation and the page's forms read this; the code that does it is engine/operations/<name>.ts.
 */
export interface OperationDefinition<
  Name extends string = string,
  Fields extends FieldMap = FieldMap,
  Result = unknown,
  Report = unknown,
> extends OperationFacts<Fields, Result, Report> {
  readonly name: Name;
  /** Of its input: what is left out gets its default. */
  readonly inputSchema: ObjectSchema<Fields>;
}

export function defineOperation<const Name extends string, const Fields extends FieldMap, Result, Report>(
  facts: OperationFacts<Fields, Result, Report> & { readonly name: Name },
): OperationDefinition<Name, Fields, Result, Report> {
  return { ...facts, inputSchema: objectSchema(facts.fields) };
}

interface Typed {
  readonly inputSchema: v.GenericSchema;
  readonly result: TypeMark<unknown>;
  readonly report: TypeMark<unknown>;
}
/** What whoever starts it gives: what has a default may be left out. */
export type GivenInput<Definition extends Typed> = v.InferInput<Definition['inputSchema']>;
/** What its run gets: checked, with every default in place. */
export type CheckedInput<Definition extends Typed> = v.InferOutput<Definition['inputSchema']>;
export type ResultOf<Definition extends Typed> = Definition['result'] extends TypeMark<infer T> ? T : never;
export type ReportOf<Definition extends Typed> = Definition['report'] extends TypeMark<infer T> ? T : never;
