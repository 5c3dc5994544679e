/** What a job's code gets, the same whether it runs in a child process or, for the command line, in this one. */
export interface JobContext<Message, Command = never> {
  /** Streams a message to whoever started the job. Typed arrays travel as they are. Resolves when it has left. */
  post(message: Message): Promise<void>;
  /** Commands sent by whoever started the job: pause, resume. */
  onCommand(listener: (command: Command) => void): void;
  /** Aborted when the job is asked to end well; a job that does not heed it is killed. */
  readonly signal: AbortSignal;
}

/** A job module's default export. */
export type JobMain<Input, Message, Result, Command = never> = (
  input: Input,
  context: JobContext<Message, Command>,
) => Promise<Result>;
