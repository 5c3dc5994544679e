import type { Preferences } from '../page/Preferences.svelte.ts';
import type { DifferenceLook } from './differenceColors.ts';

/** How a person wants differences shown. */
export const differenceLook = ({
  differenceSigned,
  differenceMap,
  theme,
}: Pick<Preferences, 'differenceSigned' | 'differenceMap' | 'theme'>): DifferenceLook => ({
  isSigned: differenceSigned,
  map: differenceMap,
  theme,
});
