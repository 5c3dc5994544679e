/** Columns that the store keeps for itself, in the same blocks as the others. A collection's own have ids from 16 on. */

/** What an image is called: its path below the opened folder. */
export const NAME_COLUMN = { id: 1, type: 'text' } as const;
/** ROW_STATES */
export const STATE_COLUMN = { id: 2, type: 'state' } as const;
/** Where a row's z and thumbnail lie in the vector files. */
export const SLOT_COLUMN = { id: 3, type: 'slot' } as const;

export const FIRST_COLUMN_ID = 16;
