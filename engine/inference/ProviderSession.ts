import type { InferenceSession } from 'onnxruntime-node';
import type {
  ProviderAttempt,
  ProviderChoice,
  ProviderName,
  ProviderReport,
} from '../../protocol/provider.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { CrashGuard } from './CrashGuard.ts';
import { createSession } from './createSession.ts';
import { machineSignature } from './machineSignature.ts';
import { ProviderCache } from './ProviderCache.ts';
import { providerCandidates } from './providerCandidates.ts';
import { maxDifference, runTrial, type ProviderTrial, type TrialResult } from './ProviderTrial.ts';
import { runtimeWords } from './runtimeWords.ts';

export interface ProviderSessionOptions {
  /** 'auto' when absent: every candidate is tried and the fastest that agrees with the CPU is kept. */
  provider?: ProviderChoice;
  /** Threads on the CPU; all cores when absent. */
  threads?: number;
  /** Where choices and crashes are remembered; nothing is when absent. */
  cacheFolder?: string;
  /** What tells this graph and purpose from others, for the cache. */
  key: string;
  trial: ProviderTrial;
  /** The providers to try; the platform's when absent. */
  candidates?: readonly ProviderName[];
  /** Opens sessions; tests stand a failing provider in. */
  create?: typeof createSession;
}

type Create = typeof createSession;

/**
 * A session on the provider that suits its graph. A provider that fails later is left for the next, and the report
 * says so.
 */
export class ProviderSession {
  #report: ProviderReport;
  #session: InferenceSession | null;
  #moving: Promise<void> | null = null;
  /** Kept only where another provider may have to open it. */
  readonly #graph: Uint8Array | null;
  readonly #options: ProviderSessionOptions;

  private constructor(graph: Uint8Array, options: ProviderSessionOptions, opened: Opened) {
    this.#graph = opened.report.chosen === 'cpu' ? null : graph;
    this.#options = options;
    this.#session = opened.session;
    this.#report = opened.report;
  }

  /** The provider in use and what became of the others. Replaced, never changed, when a provider fails later. */
  get report(): ProviderReport {
    return this.#report;
  }

  /** @throws EngineError 'provider-failed' when not even the CPU runs the graph */
  static async open(graph: Uint8Array, options: ProviderSessionOptions): Promise<ProviderSession> {
    return new ProviderSession(graph, options, await chooseProvider(graph, options));
  }

  /** @throws EngineError 'provider-failed' when the CPU fails as well */
  async run(feeds: InferenceSession.FeedsType): Promise<InferenceSession.ReturnType> {
    if (this.#moving) await this.#moving;
    const session = this.#session;
    if (!session) throw new EngineError('internal', 'The model was closed while it was in use.');
    try {
      return await session.run(feeds);
    } catch (error) {
      if (this.#report.chosen === 'cpu') throw failure('cpu', error);
      // Several runs may fail at once; the first of them changes the session for all.
      if (this.#session === session)
        this.#moving ??= this.#moveOn(runtimeWords(error)).finally(() => (this.#moving = null));
      await this.#moving;
      return this.run(feeds);
    }
  }

  /** Frees the session. Can be called twice. */
  async dispose(): Promise<void> {
    await this.#moving?.catch(() => {});
    const session = this.#session;
    this.#session = null;
    await session?.release();
  }

  /** Leaves the provider that failed for the fastest of the others that worked, at last the CPU. */
  async #moveOn(reason: string): Promise<void> {
    const graph = this.#graph;
    if (!graph) throw failure(this.#report.chosen, reason);
    const { create = createSession, threads } = this.#options;
    const failed = this.#report.chosen;
    const attempts = this.#report.attempts.map((attempt): ProviderAttempt =>
      attempt.provider === failed
        ? { ...attempt, outcome: 'refused', reason: `it failed in use: ${reason}` }
        : attempt,
    );
    // A device that is lost may fail to free as well; the process keeps what it holds.
    await this.#session?.release().catch(() => {});
    this.#session = null;
    const others = attempts
      .filter((attempt) => attempt.outcome === 'slower' && attempt.provider !== 'cpu')
      .sort((a, b) => (a.medianMs ?? Infinity) - (b.medianMs ?? Infinity))
      .map((attempt) => attempt.provider);
    for (const provider of [...others, 'cpu' as const]) {
      try {
        this.#session = await create(graph, { provider, ...(threads !== undefined && { threads }) });
        this.#report = { chosen: provider, attempts: marked(attempts, provider) };
        break;
      } catch (error) {
        if (provider === 'cpu') throw failure(provider, error);
      }
    }
    await new ProviderCache(this.#options.cacheFolder ?? null).delete(cacheKey(this.#options));
  }
}

interface Opened {
  session: InferenceSession;
  report: ProviderReport;
}

async function chooseProvider(graph: Uint8Array, options: ProviderSessionOptions): Promise<Opened> {
  const { provider: choice = 'auto', create = createSession } = options;
  const guard = new CrashGuard(options.cacheFolder ?? null, machineSignature());
  const candidates = (choice === 'auto' ? (options.candidates ?? providerCandidates()) : [choice]).filter(
    (provider) => provider !== 'cpu',
  );
  if (choice !== 'auto' && choice !== 'cpu') await guard.forgive(choice);
  if (candidates.length === 0) {
    const session = await openCpu(graph, options, create);
    return { session, report: { chosen: 'cpu', attempts: [{ provider: 'cpu', outcome: 'chosen' }] } };
  }

  const cache = new ProviderCache(options.cacheFolder ?? null);
  const key = cacheKey(options);
  // A choice that was refused is not kept: a person who asks again has changed something.
  const cached = await cache.get(key);
  if (cached && (await guard.refusal(cached.chosen)) === null) {
    const opened = await openCached(graph, options, cached, guard, create);
    if (opened) return opened;
  }
  const opened = await tryAll(graph, options, candidates, guard, create);
  if (choice === 'auto' || opened.report.chosen === choice) await cache.set(key, opened.report);
  return opened;
}

async function openCached(
  graph: Uint8Array,
  options: ProviderSessionOptions,
  report: ProviderReport,
  guard: CrashGuard,
  create: Create,
): Promise<Opened | null> {
  if (report.chosen === 'cpu') return { session: await openCpu(graph, options, create), report };
  try {
    const session = await guard.guarded(report.chosen, () => create(graph, { provider: report.chosen }));
    return { session, report };
  } catch {
    // What worked last time does not now: measure again, which reports why.
    return null;
  }
}

/** Opens the graph on the CPU and on each candidate, compares, times, keeps the fastest. */
async function tryAll(
  graph: Uint8Array,
  options: ProviderSessionOptions,
  candidates: readonly ProviderName[],
  guard: CrashGuard,
  create: Create,
): Promise<Opened> {
  const cpu = await openCpu(graph, options, create);
  const reference = await runTrial(cpu, options.trial).catch((error: unknown) =>
    Promise.reject(failure('cpu', error)),
  );
  const explicit = options.provider !== undefined && options.provider !== 'auto';
  let best: { session: InferenceSession; provider: ProviderName; medianMs: number } = {
    session: cpu,
    provider: 'cpu',
    medianMs: explicit ? Infinity : reference.medianMs,
  };
  const attempts: ProviderAttempt[] = [];
  for (const provider of candidates) {
    const tried = await tryProvider(graph, provider, options.trial, reference, guard, create);
    attempts.push(tried.attempt);
    if (!tried.session) continue;
    const medianMs = tried.attempt.medianMs ?? Infinity;
    if (medianMs < best.medianMs) {
      await best.session.release();
      best = { session: tried.session, provider, medianMs };
    } else await tried.session.release();
  }
  attempts.push({ provider: 'cpu', outcome: 'slower', medianMs: reference.medianMs });
  return {
    session: best.session,
    report: { chosen: best.provider, attempts: marked(attempts, best.provider) },
  };
}

async function tryProvider(
  graph: Uint8Array,
  provider: ProviderName,
  trial: ProviderTrial,
  reference: TrialResult,
  guard: CrashGuard,
  create: Create,
): Promise<{ attempt: ProviderAttempt; session: InferenceSession | null }> {
  const crashed = await guard.refusal(provider);
  if (crashed !== null) return { attempt: { provider, outcome: 'refused', reason: crashed }, session: null };
  let session: InferenceSession | null = null;
  try {
    const { opened, result } = await guard.guarded(provider, async () => {
      session = await create(graph, { provider });
      return { opened: session, result: await runTrial(session, trial) };
    });
    const difference = maxDifference(result.output, reference.output);
    const allowed = trial.tolerance(reference.output);
    const attempt = { provider, medianMs: result.medianMs, maxDifference: difference };
    if (difference <= allowed) return { attempt: { ...attempt, outcome: 'slower' }, session: opened };
    await opened.release();
    const reason = `its output is up to ${show(difference)} from the CPU's, allowed is ${show(allowed)}`;
    return { attempt: { ...attempt, outcome: 'refused', reason }, session: null };
  } catch (error) {
    await (session as InferenceSession | null)?.release().catch(() => {});
    return { attempt: { provider, outcome: 'refused', reason: runtimeWords(error) }, session: null };
  }
}

async function openCpu(
  graph: Uint8Array,
  options: ProviderSessionOptions,
  create: Create,
): Promise<InferenceSession> {
  const { threads } = options;
  try {
    return await create(graph, { provider: 'cpu', ...(threads !== undefined && { threads }) });
  } catch (error) {
    throw failure('cpu', error);
  }
}

const cacheKey = (options: ProviderSessionOptions): string =>
  [
    options.key,
    (options.provider ?? 'auto') === 'auto'
      ? (options.candidates ?? providerCandidates()).join('/')
      : options.provider,
    options.threads ?? 'all',
    machineSignature(),
  ].join(' ');

const marked = (attempts: readonly ProviderAttempt[], chosen: ProviderName): ProviderAttempt[] =>
  attempts.map((attempt) => (attempt.provider === chosen ? { ...attempt, outcome: 'chosen' } : attempt));

const show = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'no number';
const failure = (provider: ProviderName, error: unknown): EngineError =>
  new EngineError(
    'provider-failed',
    `ONNX Runtime cannot run this model on ${provider}: ${runtimeWords(error)}`,
  );
