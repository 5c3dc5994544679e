import type { Page } from '../../page/Page.svelte.ts';

/** What looking at one image takes of the page. */
export type ImageInspection = Pick<Page, 'commands' | 'workspace' | 'details' | 'points'>;
