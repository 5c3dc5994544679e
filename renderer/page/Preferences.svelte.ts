import { DEFAULT_PREFERENCES } from '../../protocol/preferences.ts';
import { SystemLook } from './SystemLook.svelte.ts';
import type {
  ContrastChoice,
  DifferenceMap,
  DimensionSort,
  Preferences as Values,
  Theme,
  ThemeChoice,
} from '../../protocol/preferences.ts';

/** How a person likes the window: kept by the engine, so that every page and every start has it. */
export class Preferences {
  readonly #send: (change: Partial<Values>) => Promise<void>;
  readonly #system: Pick<SystemLook, 'theme' | 'isHighContrast'>;
  #values = $state<Values>(DEFAULT_PREFERENCES);
  #isKnown = $state(false);
  /** Chosen here, and not kept by the engine yet. */
  #unsent: Partial<Values> = {};

  /** @param send rejects while the engine is away; what was chosen is then sent when it is back */
  constructor(
    send: (change: Partial<Values>) => Promise<void>,
    system: Pick<SystemLook, 'theme' | 'isHighContrast'> = new SystemLook(),
  ) {
    this.#send = send;
    this.#system = system;
  }

  /** False until the engine has told them. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Takes what the engine tells; choices it does not know of yet stay, and are sent again. */
  take(told: Values, isReconnected = false): void {
    this.#values = { ...told, ...this.#unsent };
    this.#isKnown = true;
    if (isReconnected && Object.keys(this.#unsent).length > 0) void this.#keep(this.#unsent);
  }

  get themeChoice(): ThemeChoice {
    return this.#values.theme;
  }
  set themeChoice(theme: ThemeChoice) {
    this.#set({ theme });
  }

  /** The theme in use: the one that was chosen, else the system's. */
  get theme(): Theme {
    const { theme } = this.#values;
    return theme === 'system' ? this.#system.theme : theme;
  }

  get contrastChoice(): ContrastChoice {
    return this.#values.contrast;
  }
  set contrastChoice(contrast: ContrastChoice) {
    this.#set({ contrast });
  }

  /** Whether lines and texts are to stand out more: chosen, or wished for in the system. */
  get isHighContrast(): boolean {
    return this.#values.contrast === 'high' || this.#system.isHighContrast;
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

  get dockOpen(): boolean {
    return this.#values.dockOpen;
  }
  set dockOpen(dockOpen: boolean) {
    this.#set({ dockOpen });
  }

  get dockTab(): string | null {
    return this.#values.dockTab;
  }
  set dockTab(dockTab: string | null) {
    if (dockTab !== this.dockTab) this.#set({ dockTab });
  }

  /** True once a point was dragged: the hint has done its work and never returns. */
  get hintDone(): boolean {
    return this.#values.hintDone;
  }
  set hintDone(hintDone: boolean) {
    if (hintDone !== this.hintDone) this.#set({ hintDone });
  }

  get dimensionSort(): DimensionSort {
    return this.#values.dimensionSort;
  }
  set dimensionSort(dimensionSort: DimensionSort) {
    this.#set({ dimensionSort });
  }

  get linksNeighbours(): boolean {
    return this.#values.linksNeighbours;
  }
  set linksNeighbours(linksNeighbours: boolean) {
    this.#set({ linksNeighbours });
  }

  get findsDirections(): boolean {
    return this.#values.findsDirections;
  }
  set findsDirections(findsDirections: boolean) {
    this.#set({ findsDirections });
  }

  get staysNearData(): boolean {
    return this.#values.staysNearData;
  }
  set staysNearData(staysNearData: boolean) {
    this.#set({ staysNearData });
  }

  get smoothImages(): boolean {
    return this.#values.smoothImages;
  }
  set smoothImages(smoothImages: boolean) {
    this.#set({ smoothImages });
  }

  get differenceSigned(): boolean {
    return this.#values.differenceSigned;
  }
  set differenceSigned(differenceSigned: boolean) {
    this.#set({ differenceSigned });
  }

  get differenceMap(): DifferenceMap {
    return this.#values.differenceMap;
  }
  set differenceMap(differenceMap: DifferenceMap) {
    this.#set({ differenceMap });
  }

  /** null: as much as the largest values allow. */
  get differenceGain(): number | null {
    return this.#values.differenceGain;
  }
  set differenceGain(differenceGain: number | null) {
    this.#set({ differenceGain });
  }

  /** Whether points follow a training of their images while it runs. */
  get watchTraining(): boolean {
    return this.#values.watchTraining;
  }
  set watchTraining(watchTraining: boolean) {
    this.#set({ watchTraining });
  }

  /** Whether a training is shown in one line; null: as it suits. */
  get trainingFolded(): boolean | null {
    return this.#values.trainingFolded;
  }
  set trainingFolded(trainingFolded: boolean | null) {
    this.#set({ trainingFolded });
  }

  #set(change: Partial<Values>): void {
    this.#values = { ...this.#values, ...change };
    this.#unsent = { ...this.#unsent, ...change };
    void this.#keep(change);
  }

  async #keep(change: Partial<Values>): Promise<void> {
    try {
      await this.#send(change);
      // What was chosen otherwise meanwhile is on its way by itself.
      const left = Object.entries(this.#unsent).filter(
        ([name, value]) => Reflect.get(change, name) !== value,
      );
      this.#unsent = Object.fromEntries(left);
    } catch {
      // The engine is away; the next state that comes from it sends this again.
    }
  }
}
