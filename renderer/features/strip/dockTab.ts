/** What the strip's tab in the dock says. */
export const DOCK_TAB = 'In order';
