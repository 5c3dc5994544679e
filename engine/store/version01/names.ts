const KEPT = '.version-0.1';

/** Where a collection of version 0.1 is kept that was taken over. */
export const keptName = (folder: string): string => `${folder}${KEPT}`;
export const isKept = (folder: string): boolean => folder.endsWith(KEPT);
/** Where one is made of it. What is found there when nobody makes one can be removed. */
export const takingOverName = (folder: string): string => `${folder}.taking-over`;
