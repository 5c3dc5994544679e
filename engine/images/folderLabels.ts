/** Folders that say which part of a dataset this is, not what is in the pictures. */
const SPLITS = /^(?:train|training|test|testing|val|valid|validation|eval|dev|holdout|hold-out)$/i;

/**
 * Labels from sub-folders, as torchvision's ImageFolder reads them: the first folder names the class, after folders that
 * name a split ('train/cat/1.png') and after wrappers that hold everything ('pictures/cat/1.png' beside 'pictures/dog').
 * @param folders per image, the folders between the opened folder and the file, outermost first
 * @returns per image, the label; null for images outside any class folder
 */
export function folderLabels(folders: readonly (readonly string[])[]): (string | null)[] {
  let rest = folders.map(withoutSplits);
  // A wrapper tells nothing apart, so it is no class as long as there are folders below it for every image.
  while (rest.length > 0 && rest.every((names) => names.length > 1 && names[0] === rest[0]?.[0])) {
    rest = rest.map((names) => withoutSplits(names.slice(1)));
  }
  return rest.map((names) => names[0] ?? null);
}

function withoutSplits(names: readonly string[]): readonly string[] {
  const first = names.findIndex((name) => !SPLITS.test(name));
  return first < 0 ? [] : names.slice(first);
}
