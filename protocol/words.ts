/** '48 s', '3 min', '1 h 5 min': a duration as a person says it. */
export function durationWords(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** '1 image', '12,000 images' */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** 'cats', 'cats and 2 more': what a list of paths is called, after the first of them. */
export function nameOfPaths(paths: readonly string[]): string {
  const first = paths[0]?.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  return paths.length > 1 ? `${first} and ${paths.length - 1} more` : first;
}

/** '.npz, .csv or .parquet' */
export function listWords(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

/** '312 bytes', '48 kB', '3.4 MB', '12 GB': 1,024 of one are one of the next. */
export function bytesWords(bytes: number): string {
  if (bytes < 1024) return counted(bytes, 'byte');
  const unit = bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const size = bytes / 1024 ** unit;
  return `${size < 10 ? Number(size.toFixed(1)) : Math.round(size).toLocaleString('en')} ${['kB', 'MB', 'GB'][unit - 1]}`;
}
