import { EngineError } from '../../protocol/EngineError.ts';
import { checkInput } from '../../protocol/operations/checkInput.ts';
import type { CheckedInput, OperationDefinition } from '../../protocol/operations/defineOperation.ts';
import type { FieldMap } from '../../protocol/operations/fields/Field.ts';

/**
 * An operation's input with its defaults in place.
 * @throws EngineError 'bad-request' that names the field, what it got and what it may be
 */
export function checkedInput<Fields extends FieldMap>(
  definition: OperationDefinition<string, Fields>,
  given: unknown,
): CheckedInput<typeof definition> {
  const checked = checkInput(definition, given);
  if (checked.ok) return checked.input;
  throw new EngineError('bad-request', `${definition.title}: ${checked.problem}`);
}
