import { readDrawingFrame, type ShownEncodedImage } from '../../protocol/codecs/drawingFrame.ts';
import { FitFrameReader, type FitStep } from '../../protocol/codecs/fitFrames.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { DRAWING_PATH, FIT_PATH, FIT_ROW_PARAMETER, PICTURE_PARAMETERS } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';

/** A picture of the page. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** [H,W,C] uint8 */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

const parametersOf = ({ width, height, channels }: Picture) => ({
  [PICTURE_PARAMETERS.width]: width,
  [PICTURE_PARAMETERS.height]: height,
  [PICTURE_PARAMETERS.channels]: channels,
});

/**
 * z of a picture, and what the decoder draws there.
 * @param id the collection it is to be a point of; throws CollectionGone when another one is open
 */
export async function fetchDrawing(id: string, picture: Picture): Promise<ShownEncodedImage> {
  const response = await fetchOfCollection(
    DRAWING_PATH,
    id,
    parametersOf(picture),
    undefined,
    picture.pixels,
  );
  return readDrawingFrame(await response.arrayBuffer());
}

/**
 * A fit of z to a picture, or to a row, step by step; the last one is what was found. Throws what ends it early.
 * @param id the collection it is of; throws CollectionGone when another one is open
 */
export async function* fetchFit(
  id: string,
  asked: Picture | { row: number },
  signal: AbortSignal,
): AsyncGenerator<FitStep<ShownEncodedImage>> {
  const isRow = 'row' in asked;
  const parameters = isRow ? { [FIT_ROW_PARAMETER]: asked.row } : parametersOf(asked);
  const body = isRow ? new Uint8Array(0) : asked.pixels;
  const response = await fetchOfCollection(FIT_PATH, id, parameters, signal, body);
  const frames = new FitFrameReader();
  const pieces = response.body?.getReader();
  for (let piece = await pieces?.read(); piece && !piece.done; piece = await pieces?.read()) {
    for (const frame of frames.take(piece.value)) {
      if (frame.kind === 'end') return;
      if (frame.kind === 'error') throw frame.error;
      yield frame;
    }
  }
  throw new EngineError('engine-lost', 'The engine ended before z was fitted. Try once more.');
}
