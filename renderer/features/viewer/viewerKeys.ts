import { isTyping } from '../../commands/keys.ts';

/** What the keys of the large view do. */
export interface ViewerDeeds {
  walk(by: 1 | -1): void;
  zoom(factor: number): void;
  fit(): void;
  /** By shares of what is shown. */
  pan(across: number, down: number): void;
  /** By pixels of the image. */
  movePixel(across: number, down: number): void;
  close(): void;
}

const ZOOM_STEP = 1.5;
const PAN_SHARE = 0.1;
const ARROWS: Readonly<Record<string, readonly [across: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Does what a key stands for in the large view. True where it stood for something. */
export function pressViewerKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'target'>,
  deeds: ViewerDeeds,
): boolean {
  const { key, target, shiftKey } = event;
  const isMod = event.ctrlKey || event.metaKey;
  // Sliders, lists and tabs have the arrow keys for themselves.
  const isField =
    isTyping(target) || (target instanceof HTMLElement && target.matches('input[type=range], [role=tab]'));
  if (event.altKey || isField) return false;
  const arrow = ARROWS[key];
  if (arrow) {
    const [across, down] = arrow;
    if (isMod) deeds.movePixel(across, down);
    else if (shiftKey) deeds.pan(across * PAN_SHARE, down * PAN_SHARE);
    else if (across !== 0) deeds.walk(across > 0 ? 1 : -1);
    else return false;
    return true;
  }
  if (isMod) return false;
  if (key === '+' || key === '=') deeds.zoom(ZOOM_STEP);
  else if (key === '-') deeds.zoom(1 / ZOOM_STEP);
  else if (key === '0') deeds.fit();
  else if (key === ']') deeds.walk(1);
  else if (key === '[') deeds.walk(-1);
  else if (key.toLowerCase() === 'v') deeds.close();
  else return false;
  return true;
}
