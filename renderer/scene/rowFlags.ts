/** What is said of a row beside its colour: one bit each in a uint8 a row. */

/** A person hid it. */
export const HIDDEN = 1;
/** A filter leaves it out. */
export const FILTERED = 2;
/** Its file is gone; the row keeps its number. */
export const GONE = 4;
/** It belongs to the selection. */
export const SELECTED = 8;
/** It lies inside a lasso that is being drawn. The scene's own: setFlags leaves it as it is. */
export const MARKED = 16;

/** Any of these: neither drawn nor picked. */
export const NOT_DRAWN = HIDDEN | FILTERED | GONE;

/** The slot of rows without a value, whose colour comes from the theme. */
export const NO_SLOT = 65535;
