import { access, readdir, readFile } from 'node:fs/promises';
import type { OutlineCommand } from '../drawing/fillOutline.ts';
import { FAMILIES, type Family } from './families.ts';

export const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'] as const;

/** One static font: a family in one weight, upright or italic. */
export interface Face {
  family: Family;
  /** The family's name as its makers write it. */
  title: string;
  /** CSS weight, 100..900. */
  weight: number;
  italic: boolean;
  /** How far the face leans by itself, in degrees; 0 for upright faces. */
  slantDeg: number;
  /** Height of the H in font units. */
  capHeight: number;
  /** Outlines by letter, in font units, y upwards. */
  outlines: ReadonlyMap<string, readonly OutlineCommand[]>;
}

export interface FontLicence {
  title: string;
  packageName: string;
  version: string;
  licence: string;
  /** First copyright notice of the LICENSE file. */
  copyright: string;
}

export interface Fonts {
  faces: Face[];
  licences: FontLicence[];
}

/** What of opentype.js is used here. The package is installed by build.ts, not with the project: it has no types here. */
interface FontParser {
  parse(buffer: ArrayBuffer): {
    tables: { post?: { italicAngle?: number } };
    charToGlyph(character: string): {
      path: { commands: OutlineCommand[] };
      getBoundingBox(): { y1: number; y2: number };
    };
  };
}

const PACKAGES = new URL('../node_modules/', import.meta.url);

/** Whether `npm run models` has installed the fonts; drawing letters needs them. */
export async function fontsInstalled(): Promise<boolean> {
  return access(new URL('opentype.js/package.json', PACKAGES)).then(
    () => true,
    () => false,
  );
}

/**
 * Reads the capital letters of every family in every weight it has, upright and italic.
 * @throws Error when a family's package does not say it is under the OFL
 */
export async function openFonts(families: readonly Family[] = FAMILIES): Promise<Fonts> {
  const parserUrl = new URL('opentype.js/dist/opentype.mjs', PACKAGES);
  const parser: FontParser = await import(parserUrl.href);
  const fonts: Fonts = { faces: [], licences: [] };
  for (const family of families) {
    const folder = new URL(`@fontsource/${family.name}/`, PACKAGES);
    const read = async (file: string): Promise<string> => readFile(new URL(file, folder), 'utf8');
    const { version, license } = JSON.parse(await read('package.json')) as {
      version: string;
      license: string;
    };
    if (license !== 'OFL-1.1')
      throw new Error(`Font "${family.name}": expected the licence OFL-1.1, got ${license}.`);
    const metadata = JSON.parse(await read('metadata.json')) as { family: string };
    fonts.licences.push({
      title: metadata.family,
      packageName: `@fontsource/${family.name}`,
      version,
      licence: license,
      copyright: firstCopyright(await read('LICENSE')),
    });
    for (const { file, weight, italic } of faceFiles(family, await readdir(new URL('files/', folder)))) {
      const bytes = await readFile(new URL(`files/${file}`, folder));
      const font = parser.parse(Uint8Array.from(bytes).buffer);
      const capH = font.charToGlyph('H').getBoundingBox();
      fonts.faces.push({
        family,
        title: metadata.family,
        weight,
        italic,
        slantDeg: italic ? -(font.tables.post?.italicAngle ?? 0) : 0,
        capHeight: capH.y2 - capH.y1,
        outlines: new Map(LETTERS.map((letter) => [letter, font.charToGlyph(letter).path.commands])),
      });
    }
  }
  return fonts;
}

/** The files of a family's latin letters, lightest first: not every family has every weight in italic. */
function faceFiles(
  family: Family,
  files: readonly string[],
): { file: string; weight: number; italic: boolean }[] {
  const pattern = new RegExp(`^${family.name}-latin-(\\d+)-(normal|italic)\\.woff$`);
  return [...files].sort().flatMap((file) => {
    const match = pattern.exec(file);
    return match ? [{ file, weight: Number(match[1]), italic: match[2] === 'italic' }] : [];
  });
}

/** Fontsource joins the notices of all files of a family into one line; the first stands for them. */
function firstCopyright(licence: string): string {
  const line = licence.split('\n')[0] ?? '';
  return line.split(/ [\w-]+(?:\[[^\]]*\])?\.ttf: /)[0]?.trim() ?? line;
}
