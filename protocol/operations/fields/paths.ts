import * as v from 'valibot';
import { listWords } from '../../words.ts';
import { presented, type FieldOptions, type Presented } from './FieldOptions.ts';

const MAX_LENGTH = 32_768;
const MAX_PATHS = 200_000;
const pathSchema = v.pipe(
  v.string('a path'),
  v.minLength(1, 'a path'),
  v.maxLength(MAX_LENGTH, `a path of at most ${MAX_LENGTH} characters`),
);

export interface PathOptions extends FieldOptions<string> {
  /** Words that stand for something that is no file: 'mean'. A file of that name is given as './mean'. */
  readonly keywords?: readonly string[];
}

export type PathField<Options extends PathOptions = PathOptions> = Options & {
  readonly kind: 'path' | 'model';
  readonly schema: Presented<string, Options>;
};

/** A file or a folder. */
export function path<const Options extends PathOptions>(options: Options): PathField<Options> {
  return { ...options, kind: 'path', schema: presented(pathSchema, options) };
}

/** A model folder, an .onnx file, or a bundled model's name. */
export function modelPath<const Options extends FieldOptions<string>>(options: Options): PathField<Options> {
  return { ...options, kind: 'model', schema: presented(pathSchema, options) };
}

export type PathsField<Options extends FieldOptions<string[]> = FieldOptions<string[]>> = Options & {
  readonly kind: 'paths';
  readonly schema: Presented<string[], Options>;
};

/** One or more files and folders. */
export function paths<const Options extends FieldOptions<string[]>>(options: Options): PathsField<Options> {
  const expected = `1 to ${MAX_PATHS} paths`;
  const schema = v.pipe(
    v.array(pathSchema, expected),
    v.minLength(1, expected),
    v.maxLength(MAX_PATHS, expected),
  );
  return { ...options, kind: 'paths', schema: presented(schema, options) };
}

export interface OutputOptions extends FieldOptions<string> {
  /** File name extensions, each a format: '.csv'. */
  readonly formats: readonly string[];
  /** What a folder is written as, in a usage line: 'DIR/'. Absent where there must be a file. */
  readonly folder?: string;
}

export type OutputField<Options extends OutputOptions = OutputOptions> = Options & {
  readonly kind: 'output';
  readonly schema: Presented<string, Options>;
};

/** A file to write, whose extension says its format, or a folder: a name that ends in a slash or has no extension. */
export function output<const Options extends OutputOptions>(options: Options): OutputField<Options> {
  const names = listWords(options.formats);
  const expected = `a name in ${names}${options.folder === undefined ? '' : ", or a folder's (ending in /)"}`;
  const isKnown = (name: string) => {
    const format = outputFormat(name);
    return format === 'folder' ? options.folder !== undefined : options.formats.includes(format);
  };
  const schema = v.pipe(pathSchema, v.check(isKnown, expected));
  return { ...options, kind: 'output', schema: presented(schema, options) };
}

/** What a name to write to asks for: its extension in lower case, or 'folder'. */
export function outputFormat(name: string): string {
  const extension = /[^\\/]\.([a-z0-9]+)$/i.exec(name)?.[1];
  return extension === undefined ? 'folder' : `.${extension.toLowerCase()}`;
}

/** A folder's or a file's name without the slash that says it is a folder. */
export const outputPath = (name: string): string => name.replace(/(?<=.)[\\/]+$/, '');
