import { LABEL_COLUMN } from '../../protocol/columns.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSorting } from '../../protocol/operations/exportImages.ts';
import { FolderNames, keptName } from '../files/numberedName.ts';
import type { CollectionStore } from '../store/CollectionStore.ts';

/** Names of the sub-folders that an image goes to. */
type FoldersOfRow = (row: number) => readonly string[];

const NO_FOLDER = [''];

/**
 * Which sub-folders images go to: one named as its category, one for each of its tags, or none at all.
 * @returns what reads rows from..to, of which folders are then asked
 * @throws EngineError 'bad-request' for a column that is none of categories
 */
export function foldersOfImages(
  store: CollectionStore,
  by: ImageSorting | undefined,
): (from: number, to: number) => FoldersOfRow {
  if (!by) return () => () => NO_FOLDER;
  const columns = store.columns();
  const names = new FolderNames();
  const folderOf = (name: string) => names.take(keptName(name));
  if (by.kind === 'tags') {
    const tags = columns
      .filter(({ type, origin }) => type === 'flag' && origin === 'person')
      .map(({ name }) => ({ name, folder: folderOf(name) }));
    const none = [folderOf('no tag')];
    return (from, to) => {
      const set = tags.map(({ name, folder }) => ({ folder, ...store.columnValues(name, from, to) }));
      return (row) => {
        const folders = set.filter(({ values }) => values[row - from] === 1).map(({ folder }) => folder);
        return folders.length > 0 ? folders : none;
      };
    };
  }
  const column = columns.find(({ name }) => name === by.name);
  if (column?.type !== 'category') {
    const known = columns.filter(({ type }) => type === 'category').map(({ name }) => `"${name}"`);
    throw new EngineError(
      'bad-request',
      `"${by.name}" is no column of categories; expected ${known.length > 0 ? known.join(', ') : 'none: these images have no such column'}.`,
    );
  }
  const folders = column.categories.map(({ name }) => [folderOf(name)]);
  const none = [folderOf(by.name === LABEL_COLUMN ? 'no label' : `no ${by.name}`)];
  return (from, to) => {
    const { values } = store.columnValues(by.name, from, to);
    return (row) => folders[Number(values[row - from])] ?? none;
  };
}
