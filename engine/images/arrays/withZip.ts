import { crc32 } from 'node:zlib';
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl';
import { openRegularFile } from '../../files/openRegularFile.ts';
import { checkEnd, fileBytes, memoryBytes, type ByteSource } from './ByteSource.ts';
import { MAX_DEFLATE_RATIO, requireUnpackedSize } from './unpackArray.ts';

const STORED = 0;
const DEFLATED = 8;

/** A ZIP archive on disk (ZIP64 as well), open until the function that was given it returns. */
export interface ZipArchive {
  /** Of all its files, in the order of its directory. */
  readonly names: readonly string[];
  /**
   * The bytes of a file: read from disk where they lie when they are stored, also after the archive is closed; else
   * unpacked into memory, all that are unpacked no further than `maxUnpackedBytes` together.
   * @throws Error in words or of zlib, for failureReason
   */
  read(name: string): Promise<ByteSource>;
}

/**
 * @param maxUnpackedBytes of all that is read, stored files not counted
 * @throws Error in words, of a file that is no archive or a damaged one; what `use` throws
 */
export async function withZip<T>(
  path: string,
  maxUnpackedBytes: number,
  use: (archive: ZipArchive) => Promise<T>,
): Promise<T> {
  const { handle } = await openRegularFile(path);
  try {
    const zip = await inWords(fromFdPromise(handle.fd, { autoClose: false, lazyEntries: true }));
    const entries = new Map<string, Entry>();
    await inWords(
      (async () => {
        for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
      })(),
    );
    let unpackedBytes = 0;
    return await use({
      names: [...entries.keys()],
      read: async (name) => {
        const entry = entries.get(name);
        if (!entry) throw new Error(`holds no "${name}"`);
        if (entry.isEncrypted())
          throw new Error(`"${name}" is encrypted; expected an archive without password`);
        if (entry.compressionMethod === STORED) return storedBytes(path, zip, entry);
        if (entry.compressionMethod !== DEFLATED)
          throw new Error(
            `"${name}" is packed by method ${entry.compressionMethod} of ZIP; expected stored or deflated`,
          );
        unpackedBytes += entry.uncompressedSize;
        requireUnpackedSize(unpackedBytes, maxUnpackedBytes);
        return memoryBytes(await unpack(zip, entry));
      },
    });
  } finally {
    await handle.close();
  }
}

async function storedBytes(path: string, zip: ZipFile, entry: Entry): Promise<ByteSource> {
  const { fileDataStart } = await inWords(zip.readLocalFileHeaderPromise(entry, { minimal: true }));
  const file = fileBytes(path);
  const sizeBytes = Math.min(entry.uncompressedSize, Math.max(0, file.sizeBytes - fileDataStart));
  return {
    sizeBytes,
    read: (offset, length) => {
      checkEnd(offset, length, sizeBytes);
      return file.read(fileDataStart + offset, length);
    },
  };
}

async function unpack(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const { fileName, uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > MAX_DEFLATE_RATIO * compressedSize)
    throw new Error(`"${fileName}" claims ${uncompressedSize} bytes, more than it can hold`);
  const stream = await inWords(zip.openReadStreamPromise(entry));
  const bytes = new Uint8Array(uncompressedSize);
  let filled = 0;
  // The stream fails where a file is shorter or longer than its entry says.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (crc32(bytes) !== entry.crc32) throw new Error(`"${fileName}" is damaged: its checksum does not fit`);
  return bytes;
}

/** The library's own words are of signatures and records. */
async function inWords<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw new Error('cut short or damaged (the directory of its archive)', { cause: error });
  }
}
