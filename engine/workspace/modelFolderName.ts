import { unreservedName } from '../../protocol/reservedName.ts';

const LONGEST = 60;

/** What a model's folder is called, after the model: letters, digits and dashes that every file system takes. */
export function modelFolderName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, LONGEST);
  return unreservedName(plain || 'model');
}
