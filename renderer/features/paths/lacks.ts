import {
  isWorkedOut,
  segmentCount,
  type DocumentPath,
  type LatentPath,
} from '../../../protocol/latentPath.ts';

/** What of a document's path can be gone along; null for fewer than two keyframes. */
export const wholePath = ({ keyframes, loop, isEven, timeTable }: DocumentPath): LatentPath | null =>
  keyframes.length < 2 ? null : { keyframes: [...keyframes], loop, timeTable: isEven ? timeTable : null };

/** Whether the engine has something to work out: points between keyframes, or when the path is where. */
export function lacks(path: DocumentPath): boolean {
  if (path.keyframes.length < 2) return false;
  const gone = path.keyframes.slice(0, segmentCount(path));
  return (
    (path.isEven && path.timeTable === null) ||
    gone.some(({ segment }) => isWorkedOut(segment.method) && segment.via === undefined)
  );
}
