/**
 * Edits of paths, as pure functions like those of edits.ts: the document after it, or the same where there is nothing to
 * change. What the engine has worked out stays only as long as it is of these keyframes.
 */
import { isWorkedOut, MOST_KEYFRAMES } from '../../protocol/latentPath.ts';
import type { HourglassDocument } from '../../protocol/document.ts';
import type {
  DocumentPath,
  LatentPath,
  PathKeyframe,
  PathLoop,
  PathSegment,
} from '../../protocol/latentPath.ts';
import { sameLatent } from './DecodedPoint.ts';

export type KeyframeOrigin = PathKeyframe['origin'];
export type NewKeyframe = Omit<PathKeyframe, 'segment'>;

const FIRST_SEGMENT: PathSegment = { seconds: 1, easing: 'linear', method: 'lerp' };

export const emptyPath = (id: string, name: string): DocumentPath => ({
  ...{ id, name, keyframes: [], loop: 'once', isEven: false, timeTable: null },
});

export const addPath = (document: HourglassDocument, path: DocumentPath): HourglassDocument => ({
  ...document,
  paths: [...document.paths, path],
});

/** A name of spaces alone is none. */
export function renamePath(document: HourglassDocument, id: string, name: string): HourglassDocument {
  const trimmed = name.trim();
  return changePath(document, id, (path) =>
    trimmed === '' || trimmed === path.name ? path : { ...path, name: trimmed },
  );
}

export function deletePath(document: HourglassDocument, id: string): HourglassDocument {
  const paths = document.paths.filter((path) => path.id !== id);
  return paths.length === document.paths.length ? document : { ...document, paths };
}

/**
 * Keyframes go in at a place; at the end where none is said. Each goes on as the one before it does. Of more than a path
 * can have, the first are taken; those of another size of z than the path's are none of it.
 */
export function addKeyframes(
  document: HourglassDocument,
  id: string,
  added: readonly NewKeyframe[],
  at = Infinity,
): HourglassDocument {
  return changePath(document, id, (path) => {
    const { keyframes } = path;
    const size = keyframes[0]?.z.length ?? added[0]?.z.length;
    const fitting = added.filter(({ z }) => z.length === size).slice(0, MOST_KEYFRAMES - keyframes.length);
    if (fitting.length === 0) return path;
    const place = Math.min(at, keyframes.length);
    const { seconds, easing, method } = keyframes[Math.max(0, place - 1)]?.segment ?? FIRST_SEGMENT;
    const made = fitting.map((each) => ({ ...each, segment: { seconds, easing, method } }));
    return withKeyframes(path, [...keyframes.slice(0, place), ...made, ...keyframes.slice(place)]);
  });
}

export function removeKeyframe(document: HourglassDocument, id: string, keyframe: string): HourglassDocument {
  return changePath(document, id, (path) => {
    const left = path.keyframes.filter((each) => each.id !== keyframe);
    return left.length === path.keyframes.length ? path : withKeyframes(path, left);
  });
}

/**
 * Puts a keyframe at another place. How one goes from place to place stays where it is: the first segment is the first still.
 * @param to its index when it is there
 */
export function moveKeyframe(
  document: HourglassDocument,
  id: string,
  keyframe: string,
  to: number,
): HourglassDocument {
  return changePath(document, id, (path) => {
    const { keyframes } = path;
    const from = keyframes.findIndex((each) => each.id === keyframe);
    const place = Math.min(keyframes.length - 1, Math.max(0, to));
    if (from < 0 || place === from) return path;
    const order = keyframes.toSpliced(from, 1).toSpliced(place, 0, keyframes[from]!);
    return withKeyframes(
      path,
      order.map((each, i) => ({ ...each, segment: keyframes[i]!.segment })),
    );
  });
}

/** Changes how it goes on from a keyframe. */
export function changeSegment(
  document: HourglassDocument,
  id: string,
  keyframe: string,
  change: Partial<Pick<PathSegment, 'seconds' | 'easing' | 'method'>>,
): HourglassDocument {
  return changePath(document, id, (path) => {
    const before = path.keyframes.find((each) => each.id === keyframe)?.segment;
    if (!before) return path;
    const { via, ...kept } = before;
    const after = { ...kept, ...change };
    const isSame =
      after.seconds === kept.seconds && after.easing === kept.easing && after.method === kept.method;
    if (isSame) return path;
    const segment = via && after.method === before.method ? { ...after, via } : after;
    const keyframes = path.keyframes.map((each) => (each.id === keyframe ? { ...each, segment } : each));
    // Of even speed, seconds and easings say nothing of where it is when.
    const { timeTable } = after.method === before.method ? path : { timeTable: null };
    return { ...path, keyframes, timeTable };
  });
}

export function loopPath(document: HourglassDocument, id: string, loop: PathLoop): HourglassDocument {
  return changePath(document, id, (path) => {
    if (path.loop === loop) return path;
    // There and back it is where it is when it goes there; closed, it has one segment more.
    const isOtherWay = (path.loop === 'loop') !== (loop === 'loop');
    return { ...path, loop, timeTable: isOtherWay ? null : path.timeTable };
  });
}

export function evenPath(document: HourglassDocument, id: string, isEven: boolean): HourglassDocument {
  return changePath(document, id, (path) =>
    path.isEven === isEven ? path : { ...path, isEven, timeTable: null },
  );
}

/**
 * Takes what the engine has worked out of a path: points between keyframes, and when it is where. Nothing where the path has
 * become another meanwhile.
 */
export function completePath(
  document: HourglassDocument,
  id: string,
  { keyframes, loop, timeTable }: LatentPath,
): HourglassDocument {
  return changePath(document, id, (path) => {
    if (path.loop !== loop || path.keyframes.length !== keyframes.length) return path;
    const isSame = path.keyframes.every(
      (each, i) =>
        each.segment.method === keyframes[i]!.segment.method && sameLatent(each.z, keyframes[i]!.z),
    );
    if (!isSame) return path;
    const completed = path.keyframes.map((each, i) => {
      const { via } = keyframes[i]!.segment;
      return via ? { ...each, segment: { ...each.segment, via } } : each;
    });
    return { ...path, keyframes: completed, timeTable: path.isEven ? timeTable : null };
  });
}

/** With other keyframes: points between two of them stay where the same two still follow each other in the same way. */
function withKeyframes(path: DocumentPath, keyframes: readonly PathKeyframe[]): DocumentPath {
  const followed = ({ keyframes: of }: { keyframes: readonly PathKeyframe[] }, at: number) =>
    of[(at + 1) % of.length];
  const viaOf = (from: PathKeyframe, to: PathKeyframe | undefined, method: PathSegment['method']) => {
    const at = path.keyframes.findIndex(({ id }) => id === from.id);
    const before = path.keyframes[at];
    if (!before || !to || before.segment.method !== method) return undefined;
    const next = followed(path, at);
    return next?.id === to.id ? before.segment.via : undefined;
  };
  const kept = keyframes.map((keyframe, at) => {
    const { seconds, easing, method } = keyframe.segment;
    const via = isWorkedOut(method) ? viaOf(keyframe, followed({ keyframes }, at), method) : undefined;
    return { ...keyframe, segment: { seconds, easing, method, ...(via && { via }) } };
  });
  return { ...path, keyframes: kept, timeTable: null };
}

function changePath(
  document: HourglassDocument,
  id: string,
  change: (path: DocumentPath) => DocumentPath,
): HourglassDocument {
  let isChanged = false;
  const paths = document.paths.map((path) => {
    if (path.id !== id) return path;
    const after = change(path);
    isChanged ||= after !== path;
    return after;
  });
  return isChanged ? { ...document, paths } : document;
}
