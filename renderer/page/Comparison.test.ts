import { beforeEach, describe, expect, it } from 'vitest';
import { addPoint, deletePoint } from '../document/edits.ts';
import { DocumentState } from '../document/DocumentState.svelte.ts';
import { PointEditing } from '../document/PointEditing.svelte.ts';
import { PointPlaces } from '../document/PointPlaces.svelte.ts';
import { Comparison } from './Comparison.svelte.ts';
import type { PointRef } from '../../protocol/document.ts';

const image = (index: number): PointRef => ({ kind: 'image', index });
const probe = (id: string): PointRef => ({ kind: 'probe', id });

/** Two decoded points, p and q, on a collection whose engine never answers. */
async function withPoints() {
  const never = () => new Promise<never>(() => {});
  const document = new DocumentState({ load: async () => null, save: async () => undefined }, () => {});
  await document.open('a');
  const points = new PointEditing({
    connection: { decode: never },
    document,
    latents: { peek: () => null, load: never },
    model: { hasDecoder: true },
    projection: null,
    places: new PointPlaces({ projection: null, place: never }),
    staysNearData: false,
    nearness: never,
    rowPosition: () => null,
    fetchPatch: never,
    nameOf: () => 'a point',
    notify: () => {},
  });
  for (const id of ['p', 'q']) {
    document.edit(`add ${id}`, (before) =>
      addPoint(before, { id, name: id, z: [1, 2], origin: { kind: 'mean', name: 'mean', z: [0, 0] } }),
    );
  }
  points.select(null);
  return { document, points, comparison: new Comparison({ document, points }) };
}

describe('a comparison', () => {
  let page: Awaited<ReturnType<typeof withPoints>>;
  beforeEach(async () => {
    page = await withPoints();
  });
  const pick = (...points: PointRef[]) => points.forEach((point) => page.comparison.toggle(point));

  it('is of two images that are selected, the one selected last second', () => {
    pick(image(4), image(2));
    expect(page.comparison.pair).toEqual({ a: image(4), b: image(2) });
    pick(image(7));
    expect(page.comparison.pair).toBeNull();
    expect(page.document.selection.rows).toEqual([
      [2, 3],
      [4, 5],
      [7, 8],
    ]);
    pick(image(4));
    expect(page.comparison.pair).toEqual({ a: image(2), b: image(7) });
  });

  it.each([
    [image(4), probe('p')],
    [probe('p'), image(4)],
    [probe('p'), probe('q')],
  ])('is of %o and %o, either of which a second click takes out again', (a, b) => {
    pick(a, b);
    expect(page.comparison.pair).toEqual({ a, b });
    pick(a);
    expect(page.comparison.pair).toBeNull();
    expect(page.points.selected).toEqual(b);
    pick(a, a);
    expect(page.points.selected).toEqual(b);
    pick(a);
    expect(page.comparison.pair).toEqual({ a: b, b: a });
  });

  it('ends with a plain click, also on the one that is selected', () => {
    pick(image(4), probe('p'));
    page.comparison.selectAlone(probe('p'));
    expect(page.comparison.pair).toBeNull();
    pick(image(4), image(5));
    page.comparison.selectAlone(image(5));
    expect(page.comparison.pair).toBeNull();
  });

  it('ends with its point, and with the collection', () => {
    pick(probe('q'), image(4));
    expect(page.comparison.pair).not.toBeNull();
    page.comparison.mark(probe('q'));
    page.document.edit('delete q', (before) => deletePoint(before, 'q'));
    expect(page.comparison.pair).toBeNull();
    expect(page.comparison.marked).toBeNull();
    page.comparison.mark(image(1));
    page.comparison.reset();
    expect(page.comparison.marked).toBeNull();
  });

  it('comes back with undo, which brings its selection back', async () => {
    pick(image(4), probe('p'));
    page.document.history.seal();
    page.comparison.selectAlone(image(9));
    page.comparison.with(probe('p'));
    expect(page.comparison.pair).toEqual({ a: probe('p'), b: image(9) });
    await page.document.history.undo();
    expect(page.comparison.pair).toEqual({ a: image(4), b: probe('p') });
    await page.document.history.redo();
    expect(page.comparison.pair).toEqual({ a: probe('p'), b: image(9) });
  });

  it('leaves the selection of many in which it began as it is', () => {
    const many = { rows: [[0, 10]], primary: image(3) } as const;
    page.document.select(many, 'select 10');
    page.comparison.with(image(7));
    expect(page.comparison.pair).toEqual({ a: image(7), b: image(3) });
    expect(page.document.selection).toEqual(many);
  });

  it('waits while a hand moves what is compared', () => {
    pick(image(4), probe('p'));
    page.points.beginMove(probe('q'));
    expect(page.comparison.pair).toBeNull();
    page.points.abandonMove();
    expect(page.comparison.pair).toEqual({ a: image(4), b: probe('p') });
  });
});
