/**
 * The table of file formats: what holds one image, what holds an array of images, and what is only named so that a person
 * reads why it is no image. Finding, decoding, the folder dialogs and every message read it.
 */

interface FormatRow {
  readonly name: string;
  /** What a person calls it. */
  readonly title: string;
  /** Lower case, without the dot. A file with one of an image's is taken for an image; what it holds is seen in its bytes. */
  readonly extensions: readonly string[];
  /** 'image': one picture a file; 'array': many; 'none': neither, and `why` says what to do. */
  readonly kind: 'image' | 'array' | 'none';
  /** Of an image that browsers show as it is, by extension; every other is sent to them as PNG. */
  readonly shownAs?: Readonly<Record<string, string>>;
  /** Of 'none': why it is no image, and what to do. */
  readonly why?: string;
  /**
   * Whether a file that begins so is of this format.
   * @param head the first SNIFF_BYTES bytes, or fewer where the file has no more; not empty
   * @param text the same, one character a byte
   */
  sniff(head: Uint8Array, text: string): boolean;
}

/** How many bytes sniffFormat wants to see. */
export const SNIFF_BYTES = 64;

/** First bytes of the fields of an ONNX ModelProto that are strings or messages. */
const ONNX_FIELDS = new Set([0x12, 0x1a, 0x22, 0x32, 0x3a, 0x42, 0x72]);
const IDX_TYPES = new Set([0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e]);
const starts =
  (...beginnings: string[]) =>
  (_head: Uint8Array, text: string): boolean =>
    beginnings.some((beginning) => text.startsWith(beginning));
/** Major brand and compatible brands of an ISO media file: AVIF may name mif1 or avis first. */
const isoBrand = (brands: RegExp) => (_head: Uint8Array, text: string) =>
  text.startsWith('ftyp', 4) && brands.test(text.slice(8));
const plainStart = (text: string) => text.replace(/^\xef\xbb\xbf/, '').trimStart();

/** In the order in which they are tried. */
export const FILE_FORMATS = [
  {
    name: 'png',
    title: 'PNG',
    extensions: ['png', 'apng'],
    kind: 'image',
    shownAs: { png: 'image/png', apng: 'image/apng' },
    sniff: starts('\x89PNG\r\n\x1a\n'),
  },
  {
    name: 'jpeg',
    title: 'JPEG',
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif', 'pjpeg', 'mpo'],
    kind: 'image',
    shownAs: { jpg: 'image/jpeg', jpeg: 'image/jpeg', jpe: 'image/jpeg', jfif: 'image/jpeg' },
    sniff: starts('\xff\xd8\xff'),
  },
  {
    name: 'webp',
    title: 'WebP',
    extensions: ['webp'],
    kind: 'image',
    shownAs: { webp: 'image/webp' },
    sniff: (_head, text) => text.startsWith('RIFF') && text.startsWith('WEBP', 8),
  },
  {
    name: 'avif',
    title: 'AVIF',
    extensions: ['avif'],
    kind: 'image',
    shownAs: { avif: 'image/avif' },
    sniff: isoBrand(/avif|avis/),
  },
  {
    name: 'gif',
    title: 'GIF',
    extensions: ['gif'],
    kind: 'image',
    shownAs: { gif: 'image/gif' },
    sniff: starts('GIF87a', 'GIF89a'),
  },
  {
    name: 'tiff',
    title: 'TIFF',
    extensions: ['tif', 'tiff'],
    kind: 'image',
    // Classic and big TIFF, little- and big-endian.
    sniff: (_head, text) => /^(?:II[*+]\0|MM\0[*+])/.test(text),
  },
  {
    name: 'bmp',
    title: 'BMP',
    extensions: ['bmp', 'dib'],
    kind: 'image',
    shownAs: { bmp: 'image/bmp' },
    sniff: (head, text) => text.startsWith('BM') && head.length >= 18,
  },
  {
    name: 'pnm',
    title: 'PNM',
    extensions: ['pnm', 'pbm', 'pgm', 'ppm'],
    kind: 'image',
    sniff: (_head, text) => /^P[1-6]\s/.test(text),
  },
  { name: 'npy', title: 'NPY', extensions: ['npy'], kind: 'array', sniff: starts('\x93NUMPY') },
  {
    name: 'idx',
    title: 'IDX',
    extensions: ['idx', 'idx1', 'idx2', 'idx3', 'idx1-ubyte', 'idx3-ubyte'],
    kind: 'array',
    sniff: (head) => {
      const dimensions = head[3] ?? 0;
      return (
        head.length >= 8 &&
        head[0] === 0 &&
        head[1] === 0 &&
        IDX_TYPES.has(head[2] ?? 0) &&
        dimensions >= 1 &&
        dimensions <= 4
      );
    },
  },
  {
    name: 'zip',
    title: 'NPZ',
    extensions: ['npz'],
    kind: 'array',
    why: 'an archive; unpack it and open the folder',
    sniff: starts('PK\x03\x04', 'PK\x05\x06'),
  },
  {
    name: 'gzip',
    title: 'gzip',
    extensions: ['gz'],
    kind: 'array',
    why: 'an archive; unpack it and open the folder',
    sniff: starts('\x1f\x8b'),
  },
  named(
    'heif',
    'HEIC/HEIF images are not read; save it as JPEG or PNG',
    isoBrand(/heic|heix|hevc|mif1|msf1/),
  ),
  named('ico', 'icons (ICO) are not read; save it as PNG', starts('\0\0\x01\0')),
  named('jp2', 'JPEG 2000 is not read; save it as PNG or TIFF', starts('\0\0\0\x0cjP  ', '\xff\x4f\xff\x51')),
  named('jxl', 'JPEG XL is not read; save it as PNG or JPEG', starts('\xff\x0a', '\0\0\0\x0cJXL ')),
  named('psd', 'Photoshop files are not read; save it as PNG', starts('8BPS')),
  named('fits', 'FITS files are not read; save it as TIFF or NPY', starts('SIMPLE  =')),
  named(
    'onnx',
    'an ONNX model, not an image; open it as the model',
    // ModelProto begins with ir_version, a small number; another field of it follows.
    (head) =>
      head[0] === 0x08 && (head[1] ?? 0) > 0 && (head[1] ?? 0) < 0x40 && ONNX_FIELDS.has(head[2] ?? 0),
  ),
  named('hourglass', 'a Hourglass document, not an image; open it by itself', (_head, text) =>
    /^\{\s*"hourglass"/.test(plainStart(text)),
  ),
  named('pdf', 'a PDF document, not an image', starts('%PDF-')),
  named('html', 'a web page, not an image; perhaps a download that went wrong', (_head, text) =>
    /^<(?:!doctype html|html|head|body)\b/i.test(plainStart(text)),
  ),
  named('svg', 'a vector drawing (SVG) has no pixels of its own; save it as PNG', (_head, text) => {
    const start = plainStart(text);
    return /^<svg\b/i.test(start) || (/^<(?:\?xml|!--|!doctype)/i.test(start) && /svg/i.test(start));
  }),
  named(
    'text',
    'a text file, not an image',
    // Control characters other than tab, line feed, form feed and carriage return do not occur in text.
    // eslint-disable-next-line no-control-regex
    (_head, text) => !text.startsWith('ftyp', 4) && !/[\x00-\x08\x0b\x0e-\x1f\x7f]/.test(plainStart(text)),
  ),
] as const satisfies readonly FormatRow[];

function named<Name extends string>(name: Name, why: string, sniff: FormatRow['sniff']) {
  return { name, title: name.toUpperCase(), extensions: [], kind: 'none', why, sniff } as const;
}

export type FileFormat = (typeof FILE_FORMATS)[number]['name'] | 'empty' | 'unknown';

const rows: readonly FormatRow[] = FILE_FORMATS;
const extensionsOf = (kind: FormatRow['kind']) =>
  rows.flatMap((row) => (row.kind === kind ? row.extensions : []));
/** Extensions of images and of array files, lower case, without the dot. */
export const IMAGE_EXTENSIONS: readonly string[] = extensionsOf('image');
export const ARRAY_EXTENSIONS: readonly string[] = extensionsOf('array');

/** What a file is, by its first bytes: SNIFF_BYTES of them, or fewer where it has no more. */
export function sniffFormat(head: Uint8Array): FileFormat {
  if (head.length === 0) return 'empty';
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  return FILE_FORMATS.find((row) => row.sniff(head, text))?.name ?? 'unknown';
}

export const isImageFormat = (format: FileFormat): boolean => rowOf(format)?.kind === 'image';

/** Why a file of this format is not an image, in words. */
export function whyNoImage(format: FileFormat): string {
  if (format === 'empty') return 'the file is empty (0 bytes)';
  return rowOf(format)?.why ?? 'not an image: its content is of no known image format';
}

/** What a file's name says that it holds. */
export function kindOfName(name: string): 'image' | 'array' | 'other' {
  const extension = extensionOf(name);
  if (IMAGE_EXTENSIONS.includes(extension)) return 'image';
  // MNIST's own names have no extension: train-images-idx3-ubyte.
  const isArray = ARRAY_EXTENSIONS.includes(extension) || /-(?:images|labels)[-.]idx\d-ubyte/.test(name);
  return isArray ? 'array' : 'other';
}

/** The media type under which browsers show a file of this name as it is; null where they do not. */
export function shownAs(name: string): string | null {
  const extension = extensionOf(name);
  for (const row of rows) if (row.shownAs?.[extension]) return row.shownAs[extension];
  return null;
}

/** 'PNG, JPEG, … or PNM images, or an NPY, IDX or NPZ array': what can be opened, for messages. */
export const OPENABLE_WORDS = `${listed('image')} images, or an ${listed('array')} array`;

function listed(kind: FormatRow['kind']): string {
  const titles = rows.flatMap((row) => (row.kind === kind && row.name !== 'gzip' ? [row.title] : []));
  return `${titles.slice(0, -1).join(', ')} or ${titles.at(-1)}`;
}

const rowOf = (format: FileFormat) => rows.find((row) => row.name === format);

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}
