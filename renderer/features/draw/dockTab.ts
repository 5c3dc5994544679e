/** The tab's title in the dock, by which it is shown. */
export const DOCK_TAB = 'Draw';
