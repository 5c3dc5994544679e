import { readdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { EngineError } from '../../../protocol/EngineError.ts';
import { isMarkOf } from '../../inference/CrashGuard.ts';
import { machineSignature } from '../../inference/machineSignature.ts';
import { startJob } from '../../jobs/startJob.ts';
import type { Model } from '../Model.ts';
import { openModel, type OpenModelOptions } from '../openModel.ts';
import { PassedTrials } from './PassedTrials.ts';
import { watchMemory } from './watchMemory.ts';

export interface TriedOptions extends OpenModelOptions {
  /** Hourglass has just written it, of operators that bundled models have too: it needs no trial. */
  isOurs?: boolean;
}

export interface TrialLimits {
  /** 120 s when absent. */
  timeoutMs?: number;
  /** Follows from the model's size when absent. */
  memoryBytes?: number;
}

const TIMEOUT_MS = 120_000;
/** Under 'auto' a provider that ends two processes is left out of the third; no platform has more than three of them. */
const MOST_TRIALS = 7;

/**
 * Opens a model as openModel does, one that was never opened on this machine after a trial in a process of its own: native
 * code that ends or blocks its process cannot be caught. What passed is remembered in cacheFolder; bundled models need no trial.
 * @throws EngineError what openModel throws; 'bad-model' also where the trial ended, blocked or took too much memory
 */
export async function openTried(
  path: string,
  { isOurs = false, ...options }: TriedOptions = {},
  limits: TrialLimits = {},
): Promise<Model> {
  const passed = new PassedTrials(options.cacheFolder ?? null);
  const keys: string[] = [];
  let isTried = false;
  const model = await openModel(path, {
    ...options,
    admit: async ({ found, hash }) => {
      if (found.bundled) return;
      const key = trialKey(hash, options);
      keys.push(key);
      if (isTried || isOurs || (await passed.has(key))) return;
      await passTrial(path, options, limits);
      isTried = true;
    },
  });
  if (isTried || isOurs) await passed.add(keys);
  return model;
}

/** What a trial depends on: another runtime, driver or provider may end where this one did not. */
const trialKey = (hash: string, { provider = 'auto' }: OpenModelOptions) =>
  createHash('sha256').update([hash, provider, machineSignature()].join(' ')).digest('hex');

async function passTrial(path: string, options: OpenModelOptions, limits: TrialLimits): Promise<void> {
  for (let trial = 1; ; trial++) {
    const { pid, failure } = await runTrial(path, options, limits);
    if (failure === null) return;
    // The CPU ran the graph before a provider got it: the provider is to blame, and soon left out.
    const isProviders = (options.provider ?? 'auto') === 'auto' && (await leftMark(pid, options.cacheFolder));
    if (!isProviders || trial === MOST_TRIALS) throw failure;
  }
}

async function leftMark(pid: number, folder: string | undefined): Promise<boolean> {
  const names = folder === undefined ? [] : await readdir(folder).catch((): string[] => []);
  return names.some((name) => isMarkOf(name, pid));
}

async function runTrial(
  path: string,
  { provider = 'auto', json, size, threads, cacheFolder }: OpenModelOptions,
  { timeoutMs = TIMEOUT_MS, memoryBytes }: TrialLimits,
): Promise<{ pid: number; failure: EngineError | null }> {
  const name = `"${basename(path)}"`;
  let excess: string | null = null;
  const stop = (words: string) => {
    excess ??= words;
    job.cancel(0);
  };
  const job = startJob(
    'tryModel',
    { path, provider, json, size, threads, cacheFolder },
    { onReport: ({ sizeBytes }) => memory.allowFor(sizeBytes) },
  );
  const memory = watchMemory(job.pid, memoryBytes, (limitBytes) =>
    stop(
      `${name} took more than ${(limitBytes / 2 ** 30).toFixed(1)} GB of memory when it was tried, so it is not opened. Export it for smaller images, or in float16, or open it on a machine with more memory.`,
    ),
  );
  const timer = setTimeout(
    () =>
      stop(
        `${name} was not done after ${timeoutMs / 1000} s when it was tried, so it is not opened: a loop in its graph may never end. Export the model again without it, or make it smaller.`,
      ),
    timeoutMs,
  );
  try {
    await job.done;
    return { pid: job.pid, failure: null };
  } catch (error) {
    const { pid } = job;
    if (excess !== null) return { pid, failure: new EngineError('bad-model', excess) };
    if (!(error instanceof EngineError) || typeof error.details?.['how'] !== 'string') throw error;
    const words = `${name} ended the process that tried it (${error.details['how']}), so it is not opened: its graph holds something that ONNX Runtime cannot run, such as random numbers without a range. Export the model to ONNX again without it.`;
    return { pid, failure: new EngineError('bad-model', words, error.details) };
  } finally {
    clearTimeout(timer);
    memory.end();
  }
}
