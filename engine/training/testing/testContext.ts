import type { TrainingReport } from '../../../protocol/training.ts';
import { DISCARDED, type JobCommand, type JobContext, type JobProgress } from '../../jobs/JobContext.ts';
import type { LiveUpdate } from '../live/LiveUpdate.ts';
import { isLiveUpdate, type TrainingMessage, type TrainingPreview } from '../TrainingPreview.ts';

export interface TestContext extends JobContext<TrainingReport, TrainingMessage> {
  /** What was told, in order. */
  told: JobProgress[];
  notes: string[];
  reports: TrainingReport[];
  previews: TrainingPreview[];
  updates: LiveUpdate[];
  /** Sends a command, as whoever started the job would. */
  send(command: JobCommand): void;
  /** As the person does: nothing is to be kept. */
  cancel(): void;
  /** As an engine that ends does. */
  end(): void;
}

/** A job context that keeps what is told. @param onProgress may send commands, cancel, or throw to play a kill */
export function testContext(
  onProgress: (progress: JobProgress, context: TestContext) => void = () => {},
): TestContext {
  const abort = new AbortController();
  const listeners: ((command: JobCommand) => void)[] = [];
  const context: TestContext = {
    told: [],
    notes: [],
    reports: [],
    previews: [],
    updates: [],
    signal: abort.signal,
    onCommand: (listener) => void listeners.push(listener),
    send: (command) => listeners.forEach((listener) => listener(command)),
    cancel: () => abort.abort(DISCARDED),
    end: () => abort.abort(),
    progress: async (progress) => {
      context.told.push(progress);
      onProgress(progress, context);
    },
    note: async (words) => void context.notes.push(words),
    report: async (report) => void context.reports.push(report),
    post: async (message) => {
      if (isLiveUpdate(message)) context.updates.push(message);
      else context.previews.push(message);
    },
  };
  return context;
}
