import { readReconstruction, type ShownReconstruction } from '../../protocol/codecs/reconstructionFrame.ts';
import { RECONSTRUCTION_PATH } from '../../protocol/wire.ts';
import { EngineError } from '../../protocol/EngineError.ts';

export async function fetchReconstruction(index: number, signal: AbortSignal): Promise<ShownReconstruction> {
  const response = await fetch(`${RECONSTRUCTION_PATH}?index=${index}`, { signal });
  if (!response.ok) throw EngineError.fromData(EngineError.toData(await failureBody(response)));
  return readReconstruction(await response.arrayBuffer());
}

async function failureBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text || `${response.status} ${response.statusText}`;
  }
}
