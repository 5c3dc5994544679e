import { counted } from './words.ts';

/** More kinds than this are summed up. */
const MOST_KINDS = 3;

/** '12 .docx files', '3 .txt files, 1 .md file and 4 other files': what files are, by their extensions, commonest first. */
export function kindsWords(paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const extension = /[^\\/]\.([a-z0-9]{1,12})$/i.exec(path)?.[1]?.toLowerCase() ?? '';
    counts.set(extension, (counts.get(extension) ?? 0) + 1);
  }
  const kinds = [...counts].toSorted(([, a], [, b]) => b - a);
  const named = kinds.slice(0, MOST_KINDS);
  const others = kinds.slice(MOST_KINDS).reduce((sum, [, count]) => sum + count, 0);
  const words = named.map(([extension, count]) =>
    counted(
      count,
      extension ? `.${extension} file` : 'file without an extension',
      extension ? undefined : 'files without an extension',
    ),
  );
  if (others > 0) words.push(counted(others, 'other file'));
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
