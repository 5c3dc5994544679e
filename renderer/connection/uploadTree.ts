/** One dropped file with its path below what was dropped: 'folder/sub/a.png', or 'a.png' for a bare file. */
export interface DroppedFile {
  path: string;
  file: File;
}

/** The parts of FileSystemEntry that are used, so that tests can build trees. */
export interface TreeEntry {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly name: string;
}
export interface TreeFile extends TreeEntry {
  file(resolve: (file: File) => void, reject: (error: unknown) => void): void;
}
export interface TreeFolder extends TreeEntry {
  createReader(): {
    readEntries(resolve: (entries: TreeEntry[]) => void, reject: (error: unknown) => void): void;
  };
}

/** Every file below the dropped entries, folders first to last, hidden files left out. */
export async function* walkTree(entries: readonly TreeEntry[], folder = ''): AsyncGenerator<DroppedFile> {
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = folder + entry.name;
    if (isFile(entry)) {
      yield { path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) };
    } else if (isFolder(entry)) {
      yield* walkTree(await readFolder(entry), `${path}/`);
    }
  }
}

async function readFolder(folder: TreeFolder): Promise<TreeEntry[]> {
  const reader = folder.createReader();
  const all: TreeEntry[] = [];
  // readEntries hands out at most 100 entries a call (Chromium) and an empty list at the end.
  for (;;) {
    const some = await new Promise<TreeEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    all.push(...some);
  }
}

function isFile(entry: TreeEntry): entry is TreeFile {
  return entry.isFile && 'file' in entry;
}

function isFolder(entry: TreeEntry): entry is TreeFolder {
  return entry.isDirectory && 'createReader' in entry;
}
