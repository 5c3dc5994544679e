import { unreservedName } from '../../protocol/reservedName.ts';

/** Offers bytes as a file to keep. In the desktop the shell asks where. */
export function offerDownload(blob: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  // The download has taken hold of the blob once the click's task is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A name any file system takes. */
export function safeFileName(name: string, otherwise: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._ -]+/gu, '_').replace(/^[. ]+|[. ]+$/g, '');
  return unreservedName(plain || otherwise);
}
