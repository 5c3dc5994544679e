/**
 * Puts a PNG on the clipboard. Asked for at once and with the bytes to come: the clipboard is given only to who has just
 * been clicked or typed to.
 * @param png rejects with words for the person
 */
export async function copyPng(png: Promise<Blob>): Promise<void> {
  if (!('clipboard' in navigator) || typeof ClipboardItem === 'undefined') {
    throw new Error(
      'This browser keeps its clipboard from pages at this address. Save the image as a file instead.',
    );
  }
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  } catch (error) {
    // Where the image itself could not be had, that is what is told.
    await png;
    throw new Error(
      `The system kept the image from the clipboard (${reasonOf(error)}). ` +
        'Click into the window and copy it again, or save it as a file.',
      { cause: error },
    );
  }
}

/** "Failed to execute 'write' on 'Clipboard': Write permission denied.": what stands before the colon helps nobody. */
function reasonOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.replace(/^Failed to execute [^:]*: /, '').replace(/\.$/, '');
}
