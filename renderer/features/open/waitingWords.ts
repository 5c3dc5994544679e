import { counted } from '../../../protocol/words.ts';
import type { EngineState } from '../../../protocol/calls.ts';

/** What waits for a model, and why; null where nothing does. */
export function waitingWords(
  waiting: EngineState['waiting'],
  model: Pick<NonNullable<EngineState['model']>, 'name'> | null,
): { title: string; text: string; reason: string | null } | null {
  if (!waiting) return null;
  const { count, name, reason = null } = waiting;
  const what = count === null ? 'The images' : counted(count, 'image');
  const why = model ? `"${model.name}" has no encoder, so it cannot place images.` : 'No model is open.';
  return {
    title: `${what} of "${name}" ${count === 1 ? 'waits' : 'wait'} for a model`,
    text: `${why} The next one with an encoder opens with ${count === 1 ? 'it' : 'them'}.`,
    reason,
  };
}
