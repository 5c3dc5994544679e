/**
 * Puts text on the clipboard.
 * @throws Error in words
 */
export async function copyText(text: string): Promise<void> {
  if (!('clipboard' in navigator)) {
    throw new Error('this browser keeps its clipboard from pages at this address. Take a file instead.');
  }
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new Error(
      'the browser keeps its clipboard from this page. Allow it in the settings of the page, or take a file instead.',
    );
  }
}
