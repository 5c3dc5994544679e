import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { documentSchema, emptyDocument, type HourglassDocument } from '../../protocol/document.ts';
import type { DocumentPath, LatentPath, SegmentMethod } from '../../protocol/latentPath.ts';
import {
  addKeyframes,
  addPath,
  changeSegment,
  completePath,
  deletePath,
  emptyPath,
  evenPath,
  loopPath,
  moveKeyframe,
  removeKeyframe,
  renamePath,
} from './pathEdits.ts';

const EMPTY = addPath(emptyDocument('label'), emptyPath('p', 'Path 1'));
const frame = (name: string, ...z: number[]) => ({ id: name, name, z });
const FOUR = addKeyframes(EMPTY, 'p', [
  frame('a', 0, 0),
  frame('b', 1, 0),
  frame('c', 1, 1),
  frame('d', 0, 1),
]);

const pathOf = (document: HourglassDocument): DocumentPath => document.paths[0]!;
const order = (document: HourglassDocument) =>
  pathOf(document)
    .keyframes.map(({ id }) => id)
    .join('');
const vias = (document: HourglassDocument) =>
  pathOf(document).keyframes.map(({ segment }) => segment.via?.[0]?.[0] ?? null);
const allBy = (document: HourglassDocument, method: SegmentMethod) =>
  pathOf(document).keyframes.reduce((so, { id }) => changeSegment(so, 'p', id, { method }), document);

/** As the engine would: each segment with a point of its own, and a time table. */
function workedOut(document: HourglassDocument): LatentPath {
  const { keyframes, loop } = pathOf(document);
  const filled = keyframes.map((each, i) => ({ ...each, segment: { ...each.segment, via: [[10 + i, 0]] } }));
  return { keyframes: filled, loop, timeTable: [0, 0.2, 1] };
}
const complete = (document: HourglassDocument) => completePath(document, 'p', workedOut(document));

describe('paths of a document', () => {
  it('are made, named and deleted, and leave the document before them as it was', () => {
    const before = JSON.stringify(FOUR);
    expect(pathOf(renamePath(FOUR, 'p', '  morph ')).name).toBe('morph');
    expect(renamePath(FOUR, 'p', '   ')).toBe(FOUR);
    expect(renamePath(FOUR, 'none', 'x')).toBe(FOUR);
    expect(deletePath(FOUR, 'p').paths).toEqual([]);
    expect(deletePath(FOUR, 'none')).toBe(FOUR);
    expect(JSON.stringify(FOUR)).toBe(before);
  });

  it('are kept in a document as they are; one from before there were paths has none', () => {
    const whole = complete(evenPath(allBy(FOUR, 'data'), 'p', true));
    const kept = JSON.parse(JSON.stringify(whole)) as unknown;
    expect(v.parse(documentSchema, kept)).toEqual(whole);
    const { paths: _, ...older } = whole;
    expect(v.parse(documentSchema, older).paths).toEqual([]);
    const uneven = {
      ...whole,
      paths: [
        {
          ...pathOf(whole),
          keyframes: [...pathOf(whole).keyframes.slice(1), { ...pathOf(whole).keyframes[0], z: [1] }],
        },
      ],
    };
    expect(v.safeParse(documentSchema, uneven).success).toBe(false);
  });
});

describe('keyframes', () => {
  it('go in at a place or at the end, and go on as the one before', () => {
    expect(order(FOUR)).toBe('abcd');
    const arc = changeSegment(FOUR, 'p', 'b', { method: 'slerp', seconds: 3, easing: 'ease-out' });
    const more = addKeyframes(arc, 'p', [frame('x', 5, 5)], 2);
    expect(order(more)).toBe('abxcd');
    expect(pathOf(more).keyframes[2]!.segment).toEqual({ method: 'slerp', seconds: 3, easing: 'ease-out' });
    expect(order(addKeyframes(FOUR, 'p', [frame('x', 5, 5)]))).toBe('abcdx');
  });

  it('of another size of z are not taken, nor more than a path can have', () => {
    expect(addKeyframes(FOUR, 'p', [frame('x', 1)])).toBe(FOUR);
    expect(order(addKeyframes(FOUR, 'p', [frame('x', 1), frame('y', 1, 2)]))).toBe('abcdy');
    const many = Array.from({ length: 1100 }, (_, i) => frame(`f${i}`, i, 0));
    expect(pathOf(addKeyframes(FOUR, 'p', many)).keyframes).toHaveLength(1000);
  });

  it('are moved and taken off; how one goes stays with the place', () => {
    const slow = changeSegment(FOUR, 'p', 'a', { seconds: 7 });
    const moved = moveKeyframe(slow, 'p', 'd', 0);
    expect(order(moved)).toBe('dabc');
    expect(pathOf(moved).keyframes.map(({ segment }) => segment.seconds)).toEqual([7, 1, 1, 1]);
    expect(order(moveKeyframe(FOUR, 'p', 'a', 99))).toBe('bcda');
    expect(moveKeyframe(FOUR, 'p', 'a', -3)).toBe(FOUR);
    expect(moveKeyframe(FOUR, 'p', 'none', 1)).toBe(FOUR);
    expect(order(removeKeyframe(FOUR, 'p', 'b'))).toBe('acd');
    expect(removeKeyframe(FOUR, 'p', 'none')).toBe(FOUR);
  });
});

describe('what the engine worked out', () => {
  const DATA = allBy(FOUR, 'data');

  it('stays where the same two keyframes follow each other still, and nowhere else', () => {
    const done = complete(DATA);
    expect(vias(done)).toEqual([10, 11, 12, 13]);
    expect(vias(removeKeyframe(done, 'p', 'b'))).toEqual([null, 12, 13]);
    expect(vias(addKeyframes(done, 'p', [frame('x', 5, 5)], 1))).toEqual([null, null, 11, 12, 13]);
    expect(vias(addKeyframes(done, 'p', [frame('x', 5, 5)]))).toEqual([10, 11, 12, null, null]);
    expect(vias(moveKeyframe(done, 'p', 'd', 0))).toEqual([13, 10, 11, 12]);
    expect(vias(moveKeyframe(done, 'p', 'b', 0))).toEqual([null, null, 12, null]);
    expect(vias(changeSegment(done, 'p', 'b', { method: 'lerp' }))).toEqual([10, null, 12, 13]);
    expect(vias(changeSegment(done, 'p', 'b', { seconds: 9 }))).toEqual([10, 11, 12, 13]);
  });

  it('is a time table only while its speed is to be constant, and of this way', () => {
    expect(pathOf(complete(DATA)).timeTable).toBeNull();
    const even = complete(evenPath(DATA, 'p', true));
    expect(pathOf(even).timeTable).toEqual([0, 0.2, 1]);
    expect(pathOf(loopPath(even, 'p', 'ping-pong')).timeTable).toEqual([0, 0.2, 1]);
    expect(pathOf(changeSegment(even, 'p', 'a', { seconds: 4 })).timeTable).toEqual([0, 0.2, 1]);
    for (const change of [
      loopPath(even, 'p', 'loop'),
      evenPath(even, 'p', false),
      removeKeyframe(even, 'p', 'd'),
      moveKeyframe(even, 'p', 'd', 0),
      changeSegment(even, 'p', 'a', { method: 'metric' }),
    ]) {
      expect(pathOf(change).timeTable).toBeNull();
    }
  });

  it('of a path that has become another is not taken', () => {
    const found = workedOut(DATA);
    for (const other of [
      removeKeyframe(DATA, 'p', 'a'),
      moveKeyframe(DATA, 'p', 'a', 1),
      changeSegment(DATA, 'p', 'a', { method: 'metric' }),
      loopPath(DATA, 'p', 'loop'),
    ]) {
      expect(completePath(other, 'p', found)).toBe(other);
    }
    expect(completePath(renamePath(DATA, 'p', 'x'), 'p', found)).not.toBe(DATA);
  });
});
