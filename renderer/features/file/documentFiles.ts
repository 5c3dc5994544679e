import { DOCUMENT_FILE_EXTENSION } from '../../../protocol/documentFile.ts';
import { offerDownload, safeFileName } from '../../ui/offerDownload.ts';
import OpenFile from './OpenFile.svelte';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView } from '../Feature.ts';

const DIALOG: DialogView = { title: 'Open a .hourglass file', widthPx: 640, content: OpenFile };

/** Asks for a file in the shell's own dialog, or in the page's folder browser where there is no shell. */
export async function openFile(page: Pick<Page, 'workspace' | 'dialogs'>): Promise<void> {
  const host = window.hourglassHost;
  if (!host) return page.dialogs.show(DIALOG);
  const path = await host.openDocumentDialog();
  if (path) await takeFile(page, path);
}

export async function takeFile(
  { workspace, dialogs }: Pick<Page, 'workspace' | 'dialogs'>,
  path: string,
): Promise<void> {
  dialogs.close();
  await workspace.runBusy('Opening the file', 'openDocumentFile', path);
}

/** Offers the document, with what it was made on, as a file. */
export async function saveFile({ workspace, document }: Pick<Page, 'workspace' | 'document'>): Promise<void> {
  const body = await workspace.connection.call('documentFile', document.value);
  const name = safeFileName(workspace.collection?.name ?? '', 'Hourglass');
  const blob = new Blob([`${JSON.stringify(body, null, 2)}\n`], { type: 'application/json' });
  offerDownload(blob, `${name}${DOCUMENT_FILE_EXTENSION}`);
}
