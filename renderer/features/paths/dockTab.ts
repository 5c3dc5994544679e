import type { Page } from '../../page/Page.svelte.ts';

/** The tab's title in the dock, by which it is shown. */
export const DOCK_TAB = 'Path';

/** Whether the timeline is on screen. */
export const isTabShown = ({ preferences, layout }: Pick<Page, 'preferences' | 'layout'>): boolean =>
  preferences.dockTab === DOCK_TAB && layout.dockOpen;
