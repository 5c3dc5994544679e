export type Theme = 'dark' | 'light';
export const DIMENSION_SORTS = ['index', 'variance'] as const;
export type DimensionSort = (typeof DIMENSION_SORTS)[number];

interface StoredPreferences {
  theme: Theme;
  thumbnails: boolean;
  leftOpen: boolean;
  rightOpen: boolean;
  hintDone: boolean;
  dimensionSort: DimensionSort;
}

const DEFAULTS: StoredPreferences = {
  theme: 'dark',
  thumbnails: true,
  leftOpen: true,
  rightOpen: true,
  hintDone: false,
  dimensionSort: 'index',
};
const KEY = 'hourglass.preferences.1';

/** How this person likes the window, kept in the browser's own storage. */
export class Preferences {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  #values = $state<StoredPreferences>({ ...DEFAULTS });

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    this.#values = { ...DEFAULTS, ...readStored(storage) };
  }

  get theme(): Theme {
    return this.#values.theme;
  }
  set theme(theme: Theme) {
    this.#set({ theme });
  }

  get thumbnails(): boolean {
    return this.#values.thumbnails;
  }
  set thumbnails(thumbnails: boolean) {
    this.#set({ thumbnails });
  }

  get leftOpen(): boolean {
    return this.#values.leftOpen;
  }
  set leftOpen(leftOpen: boolean) {
    this.#set({ leftOpen });
  }

  get rightOpen(): boolean {
    return this.#values.rightOpen;
  }
  set rightOpen(rightOpen: boolean) {
    this.#set({ rightOpen });
  }

  /** True once a point was dragged: the hint has done its work and never returns. */
  get hintDone(): boolean {
    return this.#values.hintDone;
  }
  set hintDone(hintDone: boolean) {
    this.#set({ hintDone });
  }

  get dimensionSort(): DimensionSort {
    return this.#values.dimensionSort;
  }
  set dimensionSort(dimensionSort: DimensionSort) {
    this.#set({ dimensionSort });
  }

  #set(changed: Partial<StoredPreferences>): void {
    Object.assign(this.#values, changed);
    try {
      this.#storage.setItem(KEY, JSON.stringify(this.#values));
    } catch {
      // Storage may be full or forbidden (private windows); the choice then lasts as long as the page.
    }
  }
}

/** What was stored, field by field: anything of another type than expected is left out. */
function readStored(storage: Pick<Storage, 'getItem'>): Partial<StoredPreferences> {
  let stored: unknown;
  try {
    stored = JSON.parse(storage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
  if (typeof stored !== 'object' || stored === null) return {};
  const values = new Map<string, unknown>(Object.entries(stored));
  const flag = (name: 'thumbnails' | 'leftOpen' | 'rightOpen' | 'hintDone') => {
    const value = values.get(name);
    return typeof value === 'boolean' ? { [name]: value } : {};
  };
  const theme = values.get('theme');
  const sort = DIMENSION_SORTS.find((each) => each === values.get('dimensionSort'));
  return {
    ...(theme === 'dark' || theme === 'light' ? { theme } : {}),
    ...flag('thumbnails'),
    ...flag('leftOpen'),
    ...flag('rightOpen'),
    ...flag('hintDone'),
    ...(sort ? { dimensionSort: sort } : {}),
  };
}
