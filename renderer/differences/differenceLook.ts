import type { Preferences } from '../../protocol/preferences.ts';
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
