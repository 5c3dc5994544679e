/** Folders are left out: the end of a name tells images apart. */
export const shortName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
