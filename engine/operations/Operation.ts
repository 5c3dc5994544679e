import type {
  CheckedInput,
  OperationDefinition,
  ReportOf,
  ResultOf,
} from '../../protocol/operations/defineOperation.ts';
import type { JobContext, JobRun } from '../jobs/JobContext.ts';

/** Any definition, for bounds. */
type Definition = Pick<OperationDefinition, 'inputSchema' | 'result' | 'report'>;

/** What the code of an operation is: it gets the checked input and resolves to the result that the definition states. */
export type OperationRun<D extends Definition, Message = never> = JobRun<
  CheckedInput<D>,
  ResultOf<D>,
  ReportOf<D>,
  Message
>;

export type OperationContext<D extends Definition, Message = never> = JobContext<ReportOf<D>, Message>;
