import { EngineError } from '../../protocol/EngineError.ts';
import type { Told } from './FuzzTarget.ts';

/** What is told where something fails: its error, as it would cross the port; nothing where it does not. */
export async function toldBy(work: () => unknown): Promise<Told[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [toldOf(error)];
  }
}

/** An error as it would cross the port. One that is no EngineError says what it is: that is a fault by itself. */
export function toldOf(error: unknown): Told {
  const { code, message } = EngineError.toData(error);
  const isOwn = error instanceof EngineError || !(error instanceof Error);
  return { code, message: isOwn ? message : `${error.name}: ${message}` };
}
