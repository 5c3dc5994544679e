/** What a page says of a film that it has written, besides the fields of the operation `interpolate`. */
import * as v from 'valibot';

export const FILM_FORMATS = ['gif', 'webp', 'mp4', 'folder', 'sheet'] as const;
export type FilmFormat = (typeof FILM_FORMATS)[number];

/** '' for a folder. */
export const FILM_EXTENSIONS: Readonly<Record<FilmFormat, string>> = {
  gif: '.gif',
  webp: '.webp',
  mp4: '.mp4',
  folder: '',
  sheet: '.png',
};

export const filmPlaceSchema = v.strictObject({
  folder: v.pipe(v.string(), v.minLength(1), v.maxLength(32_768)),
  /** Without the extension; numbered where that name is taken. */
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  format: v.picklist(FILM_FORMATS),
  /** In place of a file of that name, which a person has agreed to. */
  replace: v.boolean(),
  /** Beside it: the path, and the z of every frame. */
  withPath: v.boolean(),
  withLatents: v.boolean(),
});
/** Where a film goes to. */
export type FilmPlace = v.InferOutput<typeof filmPlaceSchema>;
