import { buffer } from 'node:stream/consumers';
import { drawingFrame } from '../../protocol/codecs/drawingFrame.ts';
import { fitEndFrame, fitFailureFrame, fitStepFrame } from '../../protocol/codecs/fitFrames.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { FIT_ROW_PARAMETER, LARGEST_DRAWING, PICTURE_PARAMETERS } from '../../protocol/wire.ts';
import type { RawImage } from '../images/RawImage.ts';
import type { OpenCollection } from '../workspace/OpenCollection.ts';
import type { Workspace } from '../workspace/Workspace.ts';
import { answerBytes, countParameter, type Exchange } from './answers.ts';
import { COMMON_HEADERS } from './securityHeaders.ts';

/** z of the picture that comes as the body, with what is drawn there. */
export async function answerDrawing(exchange: Exchange, workspace: Workspace): Promise<void> {
  const drawn = await workspace.drawnImages();
  answerBytes(exchange, drawingFrame(await drawn.encode(await pictureOfBody(exchange))));
}

/** A fit of z to the picture that comes as the body, or to a row: an answer that grows by each step. For who goes away it ends. */
export async function answerFit(
  exchange: Exchange,
  open: OpenCollection,
  workspace: Workspace,
): Promise<void> {
  const { url, response } = exchange;
  const asked = url.searchParams.has(FIT_ROW_PARAMETER)
    ? { row: countParameter(url, FIT_ROW_PARAMETER) }
    : { image: await pictureOfBody(exchange) };
  const left = new AbortController();
  response.on('close', () => left.abort());
  const drawn = await workspace.drawnImages();
  try {
    await drawn.fit(open, asked, left.signal, (step) => {
      if (!response.headersSent) {
        response.writeHead(200, {
          ...COMMON_HEADERS,
          'content-type': 'application/octet-stream',
          'cache-control': 'no-store',
        });
      }
      response.write(fitStepFrame(step));
    });
    response.end(fitEndFrame());
  } catch (error) {
    // Before the first step it is answered as any failure is.
    if (!response.headersSent) throw error;
    const { code, message } = EngineError.toData(error);
    response.end(fitFailureFrame({ code, message }));
  }
}

/** @throws EngineError 'bad-request' for sizes that are none, and for a body of another length */
async function pictureOfBody({ request, url }: Exchange): Promise<RawImage> {
  const [width, height, channels] = [
    countParameter(url, PICTURE_PARAMETERS.width),
    countParameter(url, PICTURE_PARAMETERS.height),
    countParameter(url, PICTURE_PARAMETERS.channels),
  ];
  const isSide = (side: number) => side >= 1 && side <= LARGEST_DRAWING;
  if (!isSide(width) || !isSide(height) || (channels !== 1 && channels !== 3)) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected a picture of 1 to ${LARGEST_DRAWING} pixels a side and 1 or 3 channels, got ${width}×${height}×${channels}.`,
    );
  }
  const expected = width * height * channels;
  const announced = Number(request.headers['content-length'] ?? NaN);
  if (announced !== expected) {
    throw new EngineError(
      'bad-request',
      `${url.pathname}: expected ${expected} bytes of pixels as the body, got ${announced}.`,
    );
  }
  return { width, height, channels, data: new Uint8Array(await buffer(request)) };
}
