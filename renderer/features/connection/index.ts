import ConnectionBanner from './ConnectionBanner.svelte';
import ConnectionDot from './ConnectionDot.svelte';
import Notices from './Notices.svelte';
import Timings from './Timings.svelte';
import type { Feature } from '../Feature.ts';

/** The engine: whether it is there, what it says, how fast it answers. */
export const connection: Feature = {
  name: 'connection',
  views: [
    { region: 'status', content: ConnectionDot },
    { region: 'status', content: Timings },
    { region: 'over', content: Notices },
    { region: 'over', content: ConnectionBanner },
  ],
};
