import type { FeatureView, Region } from '../features/Feature.ts';
import type { Page } from '../page/Page.svelte.ts';

/** The views of a region that are shown now. */
export const viewsOf = (page: Page, region: Region): FeatureView[] =>
  page.features
    .flatMap(({ views = [] }) => views)
    .filter((view) => view.region === region && (view.isShown?.(page) ?? true));
