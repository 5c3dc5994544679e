import type { Insets } from '../scene/sceneTypes.ts';
import type { Preferences } from './Preferences.svelte.ts';

/** Both panels beside the scene; one of them at a time; or one at a time over the lower part of it, as wide as the window. */
export type Arrangement = 'both' | 'one' | 'sheet';
export type PanelSide = 'left' | 'right';

/** CSS pixels of window width from which a panel, and a second one, leave enough of the scene. */
const ONE_FROM_PX = 560;
const BOTH_FROM_PX = 1000;
/** Height of the button that a folded panel is. */
const FOLDED_PX = 32;
/** Between a panel and the window's edge: --s3 of theme.css. */
const GAP_PX = 12;

/** How the window's parts share its room, so that none lies over another. All lengths in CSS pixels. */
export class Layout {
  readonly #preferences: Pick<Preferences, 'leftOpen' | 'rightOpen' | 'dockOpen'>;
  widthPx = $state(1280);
  heightPx = $state(800);
  /** As they are drawn, folded or not; 0 while they are not. */
  readonly panelPx = $state({ left: { width: 0, height: 0 }, right: { width: 0, height: 0 } });
  dockHeightPx = $state(0);
  statusHeightPx = $state(0);
  /** What is unfolded where there is room for one panel. */
  #single = $state<PanelSide | 'dock' | null>(null);
  /** Where there is room for one, the inspector comes with a selection, until it is folded away by hand. */
  #comesWithSelection = true;

  constructor(preferences: Pick<Preferences, 'leftOpen' | 'rightOpen' | 'dockOpen'>) {
    this.#preferences = preferences;
  }

  get arrangement(): Arrangement {
    if (this.widthPx >= BOTH_FROM_PX) return 'both';
    return this.widthPx >= ONE_FROM_PX ? 'one' : 'sheet';
  }

  get leftOpen(): boolean {
    return this.#isOpen('left');
  }
  set leftOpen(open: boolean) {
    this.#fold('left', open);
  }

  get rightOpen(): boolean {
    return this.#isOpen('right');
  }
  set rightOpen(open: boolean) {
    this.#comesWithSelection = open;
    this.#fold('right', open);
  }

  /** A sheet and an unfolded dock would leave nothing of the scene: one folds the other away. */
  get dockOpen(): boolean {
    return this.arrangement === 'sheet' ? this.#single === 'dock' : this.#preferences.dockOpen;
  }
  set dockOpen(open: boolean) {
    if (this.arrangement !== 'sheet') this.#preferences.dockOpen = open;
    else if (open || this.#single === 'dock') this.#single = open ? 'dock' : null;
  }

  /** A panel lies where the dock's tabs are. */
  get isDockCovered(): boolean {
    return this.arrangement === 'sheet' && (this.#single === 'left' || this.#single === 'right');
  }

  /** Something was selected: where there is room for one panel, the inspector is that one. */
  selected(): void {
    if (this.arrangement !== 'both' && this.#comesWithSelection) this.#single = 'right';
  }

  /** What panels, dock and status bar cover at each side of the window. */
  readonly insets: Insets = $derived.by(() => {
    const { arrangement, panelPx } = this;
    const isSheet = arrangement === 'sheet';
    const beside = (side: PanelSide) => (this.#isOpen(side) && !isSheet ? panelPx[side].width + GAP_PX : 0);
    const sheetPx = isSheet
      ? Math.max(
          ...(['left', 'right'] as const).map((side) => (this.#isOpen(side) ? panelPx[side].height : 0)),
        )
      : 0;
    const lowerPx = Math.max(sheetPx, this.isDockCovered ? 0 : this.dockHeightPx);
    return {
      left: beside('left'),
      right: beside('right'),
      // Buttons of folded panels stand in the corners, which a narrow scene reaches.
      top: isSheet ? FOLDED_PX + GAP_PX : 0,
      bottom: this.statusHeightPx + (lowerPx > 0 ? lowerPx + GAP_PX : 0),
    };
  });

  #isOpen(side: PanelSide): boolean {
    if (this.arrangement !== 'both') return this.#single === side;
    return side === 'left' ? this.#preferences.leftOpen : this.#preferences.rightOpen;
  }

  #fold(side: PanelSide, open: boolean): void {
    if (this.arrangement !== 'both') {
      if (open || this.#single === side) this.#single = open ? side : null;
    } else if (side === 'left') this.#preferences.leftOpen = open;
    else this.#preferences.rightOpen = open;
  }
}
