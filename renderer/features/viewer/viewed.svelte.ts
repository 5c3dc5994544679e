import { imageDifference, type ImageDifference } from '../../differences/imageDifference.ts';
import { pointPicture, type PointPicture } from '../../page/pointPicture.svelte.ts';
import { originalOf } from './originalOf.svelte.ts';
import { pictureOn, type Side } from './side.ts';
import type { PointRef } from '../../../protocol/document.ts';
import type { Page } from '../../page/Page.svelte.ts';

type Around = Pick<Page, 'workspace' | 'points' | 'details' | 'comparison' | 'rows'>;
type Rgba = Uint8ClampedArray<ArrayBuffer>;

/** One of the images that are looked at. */
export interface Viewed {
  readonly picture: PointPicture;
  /** [H,W,4] uint8 RGBA; null while it is not here */
  readonly rgba: Rgba | null;
  /** In short, before its difference from another: 'x', 'x̂', 'A'. */
  readonly symbol: string;
  /** What it is, in words. */
  readonly words: string;
  /** Row of the file behind it, where it is the image itself; else null. */
  readonly row: number | null;
}

/**
 * What is looked at large. An image: x and x̂. A decoded point: what the decoder draws, beside the image that it came from,
 * where it came from one. Two that are compared: each as itself or as its reconstruction.
 */
export function viewed(around: () => Around, sides: () => { a: Side; b: Side }) {
  const pair = $derived(around().comparison.pair);
  const selected = $derived(pair?.b ?? around().points.selected);
  const origin = $derived.by((): PointRef | null => {
    const { points, rows, workspace } = around();
    const point = selected?.kind === 'probe' ? points.find(selected.id) : null;
    const hasFile = workspace.collection?.state !== 'sampled' && workspace.model?.hasEncoder === true;
    if (point?.origin.kind !== 'image' || !hasFile || point.origin.row >= rows.loadedCount) return null;
    return { kind: 'image', index: point.origin.row };
  });
  const pictureA = pointPicture(around, () => (pair ? pair.a : origin));
  const pictureB = pointPicture(around, () => selected);

  const b = $derived.by((): Viewed | null => {
    const picture = pictureB.current;
    if (!picture) return null;
    const { point, name } = picture;
    if (pair) return compared(picture, sides().b, 'B');
    if (point.kind === 'image') {
      // Without both halves of a model there is nothing beside the image.
      if (!picture.drawn) return null;
      return { picture, rgba: picture.drawn, symbol: 'x̂', words: 'x̂, the reconstruction', row: null };
    }
    return {
      picture,
      rgba: picture.drawn,
      symbol: 'x′',
      words: `x′, what the decoder draws at ${name}`,
      row: null,
    };
  });
  const a = $derived.by((): Viewed | null => {
    const picture = pair || selected?.kind === 'probe' ? pictureA.current : pictureB.current;
    if (!picture) return null;
    if (pair) return compared(picture, sides().a, 'A');
    const { point, name, image } = picture;
    if (point.kind !== 'image') return null;
    const words =
      selected?.kind === 'probe'
        ? `x, ${name}, where the point came from`
        : 'x, the image as the model sees it';
    return { picture, rgba: image, symbol: 'x', words, row: point.index };
  });
  const difference = $derived.by((): ImageDifference | null => {
    if (!a?.rgba || !b?.rgba || a.rgba.length !== b.rgba.length) return null;
    return imageDifference(a.rgba, b.rgba, a.picture.width, a.picture.height);
  });
  const originalA = originalOf(around, () => a?.row ?? null);
  const originalB = originalOf(around, () => b?.row ?? null);

  return {
    get pair() {
      return pair;
    },
    get a() {
      return a;
    },
    get b() {
      return b;
    },
    /** From a to b. */
    get difference() {
      return difference;
    },
    get originalA() {
      return originalA.current;
    },
    get originalB() {
      return originalB.current;
    },
    /** Why something is not shown, in words. */
    get problem() {
      return pictureB.problem ?? pictureA.problem ?? originalA.problem ?? originalB.problem;
    },
  };
}

function compared(picture: PointPicture, side: Side, symbol: string): Viewed {
  const { point, image, name } = picture;
  const row = point.kind === 'image' && (side === 'image' || !image) ? point.index : null;
  return { picture, rgba: pictureOn(side, picture), symbol, words: `${symbol}, ${name}`, row };
}
