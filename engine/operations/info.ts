import type { info } from '../../protocol/operations/info.ts';
import { openInputModel } from './openInput.ts';
import type { OperationRun } from './Operation.ts';

export const run: OperationRun<typeof info> = async (input) => {
  const model = await openInputModel(input);
  await model.dispose();
  return model.info;
};
