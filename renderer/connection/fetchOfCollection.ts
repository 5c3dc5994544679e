import { EngineError } from '../../protocol/EngineError.ts';
import { COLLECTION_PARAMETER } from '../../protocol/wire.ts';

/** The collection that was asked about is no longer the open one. */
export class CollectionGone extends Error {
  override name = 'CollectionGone';
}

/**
 * What the engine answers about the open collection.
 * @param id the collection that is expected to be open
 * @param body posted, where what is asked does not fit an address
 * @throws CollectionGone when another one is open, or none
 * @throws EngineError with the engine's own words where it refuses
 */
export async function fetchOfCollection(
  path: string,
  id: string,
  parameters: Readonly<Record<string, string | number>>,
  signal?: AbortSignal,
  body?: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const query = new URLSearchParams({ [COLLECTION_PARAMETER]: id });
  for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
  const response = await fetch(`${path}?${query}`, {
    ...(signal && { signal }),
    ...(body && { method: 'POST', body }),
  });
  if (response.status === 204) throw new CollectionGone(`Collection ${id} is no longer open.`);
  if (!response.ok) throw EngineError.fromData(EngineError.toData(await failureBody(response)));
  return response;
}

async function failureBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text || `${response.status} ${response.statusText}`;
  }
}
