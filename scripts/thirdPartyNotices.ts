import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
export const NOTICES_PAGE = join(root, 'THIRD-PARTY-NOTICES.md');

/** Packages for building that leave their code in the page or the shell. */
const BUNDLED = ['clsx', 'devalue', 'electron', 'esm-env', 'svelte', 'three'];
/** Node's own text is long, names hosts, and lies in its package, beside the binary. */
const HAS_ITS_TEXT_BESIDE = /^node-/;
/** Listed by npm as a peer of another package; nothing of it is shipped. */
const NOT_SHIPPED = new Set(['typescript']);

interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
}

const PREAMBLE = `# Third-party notices

Hourglass is under the Apache License 2.0 (LICENSE). It comes with, or installs, what is listed here. \`npm run
generate:notices\` writes this page from package-lock.json and the installed packages.

**libvips is under the LGPL 3.0 or later**, and so are some of the libraries that it comes with (glib, pango, librsvg, libheif,
libexif, fribidi). sharp loads it as a library of its own, unchanged, from \`node_modules/@img/sharp-libvips-*/lib\` (on Windows
from \`@img/sharp-win32-*/lib\`): it can be replaced by another build of the same version by replacing that file. Its source is at
https://github.com/libvips/libvips, what builds it at https://github.com/lovell/sharp-libvips, the licence at
https://www.gnu.org/licenses/lgpl-3.0.html. Electron carries Chromium and Node.js, whose notices lie beside its binary as
LICENSES.chromium.html; those of the Node.js that runs the engine lie in its package, \`node_modules/node-*/LICENSE\`.

**h264-mp4-encoder** is MIT and carries, compiled to WebAssembly from forks changed for that, minih264 (public domain,
https://github.com/lieff/minih264) and mp4v2, **under the Mozilla Public License 1.1** (https://www.mozilla.org/MPL/1.1/). The
sources of both are submodules of https://github.com/TrevorSundberg/h264-mp4-encoder.
`;

/** The whole page. Needs the packages of this machine installed; those of other platforms are listed by name. */
export function thirdPartyNotices(): string {
  const packages = shippedPackages();
  const table = packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
  return [
    PREAMBLE,
    ['| package | version | licence |', '| --- | --- | --- |', ...table].join('\n'),
    `\n## Libraries in sharp's libvips\n\n${libvipsLibraries()}`,
    `\n## Licence texts\n`,
    ...licenceTexts(packages.map(({ name }) => name)),
  ].join('\n');
}

/** What package-lock.json installs that is shipped, for every platform, by name. */
export function shippedPackages(): { name: string; version: string; license: string }[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  return Object.entries(packages)
    .map(([path, locked]) => ({ name: path.replace(/^.*node_modules\//, ''), ...locked }))
    .filter(({ name, dev }) => name !== '' && !NOT_SHIPPED.has(name) && (!dev || BUNDLED.includes(name)))
    .map(({ name, version = '', license = 'see its page' }) => ({ name, version, license }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The table in the README of the libvips package that is installed. */
function libvipsLibraries(): string {
  const scope = join(modules, '@img');
  for (const name of readdirSync(scope).filter((each) => each.startsWith('sharp-libvips-'))) {
    const lines = readFileSync(join(scope, name, 'README.md'), 'utf8').split('\n');
    return lines.filter((line) => line.startsWith('|')).join('\n');
  }
  return 'Listed at https://github.com/lovell/sharp-libvips.';
}

/** Each text once, under the names of all the packages that it is of. */
function* licenceTexts(names: readonly string[]): Generator<string> {
  const byText = new Map<string, string[]>();
  for (const name of names.filter((each) => !HAS_ITS_TEXT_BESIDE.test(each))) {
    const folder = join(modules, name);
    const files = existsSync(folder) ? readdirSync(folder) : [];
    const file = files.find((each) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(each));
    if (!file) continue;
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  for (const [text, of] of byText) yield `### ${of.join(', ')}\n\n\`\`\`\`text\n${text}\n\`\`\`\`\n`;
}
