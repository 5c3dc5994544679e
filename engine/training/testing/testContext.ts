import type { JobContext } from '../../jobs/JobContext.ts';
import type { TrainingCommand, TrainingMessage } from '../TrainingMessage.ts';

export interface TestContext extends JobContext<TrainingMessage, TrainingCommand> {
  messages: TrainingMessage[];
  /** Sends a command, as whoever started the job would. */
  send(command: TrainingCommand): void;
  cancel(): void;
}

/** A job context that keeps what is posted. @param onMessage may send commands, cancel, or throw to play a kill */
export function testContext(
  onMessage: (message: TrainingMessage, context: TestContext) => void = () => {},
): TestContext {
  const abort = new AbortController();
  const listeners: ((command: TrainingCommand) => void)[] = [];
  const context: TestContext = {
    messages: [],
    signal: abort.signal,
    onCommand: (listener) => void listeners.push(listener),
    send: (command) => listeners.forEach((listener) => listener(command)),
    cancel: () => abort.abort(),
    post: async (message) => {
      context.messages.push(message);
      onMessage(message, context);
    },
  };
  return context;
}
