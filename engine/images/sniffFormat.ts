/** What a file is, by its first bytes. The first group can be opened, the second only named. */
export type FileFormat =
  | 'png'
  | 'jpeg'
  | 'gif'
  | 'webp'
  | 'tiff'
  | 'avif'
  | 'bmp'
  | 'pnm'
  | 'npy'
  | 'idx'
  | 'gzip'
  | 'zip'
  | 'heif'
  | 'svg'
  | 'ico'
  | 'jp2'
  | 'jxl'
  | 'psd'
  | 'fits'
  | 'pdf'
  | 'html'
  | 'text'
  | 'empty'
  | 'unknown';

export const IMAGE_FORMATS: ReadonlySet<FileFormat> = new Set([
  'png',
  'jpeg',
  'gif',
  'webp',
  'tiff',
  'avif',
  'bmp',
  'pnm',
]);

/** How many bytes sniffFormat wants to see. */
export const SNIFF_BYTES = 64;

const IDX_TYPES = new Set([0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e]);

/** @param head the file's first SNIFF_BYTES bytes, or fewer when it has no more */
export function sniffFormat(head: Uint8Array): FileFormat {
  if (head.length === 0) return 'empty';
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  // Classic and big TIFF, little- and big-endian.
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return 'tiff';
  if (text.startsWith('ftyp', 4)) return isoFormat(text);
  if (text.startsWith('BM') && head.length >= 18) return 'bmp';
  if (/^P[1-6]\s/.test(text)) return 'pnm';
  if (text.startsWith('\x93NUMPY')) return 'npy';
  if (head.length >= 8 && head[0] === 0 && head[1] === 0 && isIdx(head)) return 'idx';
  if (text.startsWith('\x1f\x8b')) return 'gzip';
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip';
  if (text.startsWith('\0\0\x01\0')) return 'ico';
  if (text.startsWith('\0\0\0\x0cjP  ') || text.startsWith('\xff\x4f\xff\x51')) return 'jp2';
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL ')) return 'jxl';
  if (text.startsWith('8BPS')) return 'psd';
  if (text.startsWith('SIMPLE  =')) return 'fits';
  if (text.startsWith('%PDF-')) return 'pdf';
  return textFormat(text);
}

function isoFormat(text: string): FileFormat {
  // Major brand and compatible brands of an ISO media file: AVIF may name mif1 or avis first.
  const brands = text.slice(8);
  if (/avif|avis/.test(brands)) return 'avif';
  return /heic|heix|hevc|mif1|msf1/.test(brands) ? 'heif' : 'unknown';
}

function isIdx(head: Uint8Array): boolean {
  const dimensions = head[3] ?? 0;
  return IDX_TYPES.has(head[2] ?? 0) && dimensions >= 1 && dimensions <= 4;
}

function textFormat(text: string): FileFormat {
  const start = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<(?:!doctype html|html|head|body)\b/i.test(start)) return 'html';
  if (/^<svg\b/i.test(start) || (/^<(?:\?xml|!--|!doctype)/i.test(start) && /<svg\b|svg/i.test(start)))
    return 'svg';
  // Control characters other than tab, line feed, form feed and carriage return do not occur in text.
  // eslint-disable-next-line no-control-regex
  return /[\x00-\x08\x0b\x0e-\x1f\x7f]/.test(text) ? 'unknown' : 'text';
}

const WORDS: Partial<Record<FileFormat, string>> = {
  heif: 'HEIC/HEIF images are not read; save it as JPEG or PNG',
  svg: 'a vector drawing (SVG) has no pixels of its own; save it as PNG',
  ico: 'icons (ICO) are not read; save it as PNG',
  jp2: 'JPEG 2000 is not read; save it as PNG or TIFF',
  jxl: 'JPEG XL is not read; save it as PNG or JPEG',
  psd: 'Photoshop files are not read; save it as PNG',
  fits: 'FITS files are not read; save it as TIFF or NPY',
  pdf: 'a PDF document, not an image',
  html: 'a web page, not an image; perhaps a download that went wrong',
  text: 'a text file, not an image',
  zip: 'an archive; unpack it and open the folder',
  gzip: 'an archive; unpack it and open the folder',
  empty: 'the file is empty (0 bytes)',
};

/** Why a file of this format is not an image, in words. */
export function whyNoImage(format: FileFormat): string {
  return WORDS[format] ?? 'not an image: its content is of no known image format';
}
