import { CollectionGone } from '../connection/fetchOfCollection.ts';
import { isSameOrder, keyOf, type OrderQuestion } from './OrderQuestion.ts';
import type { RowOrderAnswer } from '../../protocol/codecs/rowOrder.ts';
import type { fetchOrder } from '../connection/fetchOrder.ts';

/** An order that is here, of all rows. */
export interface AnsweredOrder extends OrderQuestion, RowOrderAnswer {}

/** A newer state of the same order is asked for after so many times what the last one took. */
const PAUSE_SHARE = 4;

/** Asks the engine for one order after another; the newest that is wanted wins, what is here stays until it comes. */
export class OrderAnswers {
  readonly #fetch: typeof fetchOrder;
  readonly #onError: (error: unknown) => void;
  #answered = $state.raw<AnsweredOrder | null>(null);
  #changes = $state(0);
  #wanted: OrderQuestion | null = null;
  #asked: OrderQuestion | null = null;
  #failed: OrderQuestion | null = null;
  #aborter = new AbortController();
  #isAsking = false;
  /** How long the last answer was waited for. */
  #tookMs = 0;
  #endPause: () => void = () => {};

  /** @param onError told of what could not be fetched */
  constructor(fetch: typeof fetchOrder, onError: (error: unknown) => void) {
    this.#fetch = fetch;
    this.#onError = onError;
  }

  /** The newest answer; null before the first. */
  get current(): AnsweredOrder | null {
    return this.#answered;
  }

  /** Grows when the order that is here is another one, or goes the other way; not when its rows or values have changed. */
  get changes(): number {
    return this.#changes;
  }

  /** Asks, unless the answer is here; null wants nothing, and forgets what is here. */
  want(question: OrderQuestion | null): void {
    this.#wanted = question;
    const answered = this.#answered;
    if (!question) {
      this.#answered = null;
      this.#aborter.abort();
      return;
    }
    if (answered && isSameOrder(answered, question) && answered.isDescending !== question.isDescending) {
      this.#show({ ...answered, isDescending: question.isDescending });
    }
    // Of the same order a newer state can wait: while images come, every answer would be overtaken.
    if (this.#asked && !isSameOrder(this.#asked, question)) this.#aborter.abort();
    if (!this.#isShownOlder()) this.#endPause();
    void this.#askOn();
  }

  #show(answered: AnsweredOrder): void {
    const before = this.#answered;
    this.#answered = answered;
    const isAnother =
      !before || !isSameOrder(before, answered) || before.isDescending !== answered.isDescending;
    if (isAnother) this.#changes += 1;
  }

  /** One question after another until the one that is wanted has its answer. */
  async #askOn(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#missing()) {
      if (this.#isShownOlder()) await this.#pause();
      const question = this.#missing();
      if (question) await this.#ask(question);
    }
    this.#isAsking = false;
  }

  async #ask(question: OrderQuestion): Promise<void> {
    this.#asked = question;
    this.#aborter = new AbortController();
    const { signal } = this.#aborter;
    const sinceMs = performance.now();
    try {
      const answer = await this.#fetch(question.collectionId, keyOf(question), signal);
      this.#tookMs = performance.now() - sinceMs;
      const wanted = this.#wanted;
      if (wanted && isSameOrder(question, wanted)) {
        this.#show({ ...question, ...answer, isDescending: wanted.isDescending });
      }
    } catch (error) {
      if (signal.aborted) return;
      // Another collection, or its columns, are told of by an event that brings the next question.
      this.#failed = question;
      if (!(error instanceof CollectionGone)) this.#onError(error);
    } finally {
      this.#asked = null;
    }
  }

  /** What is shown is in the order that is wanted, if not of this moment. */
  #isShownOlder(): boolean {
    return this.#answered !== null && this.#wanted !== null && isSameOrder(this.#answered, this.#wanted);
  }

  /** While images come the engine has better things to do than to sort them without end. */
  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#tookMs * PAUSE_SHARE);
    this.#endPause = resolve;
    await promise;
    clearTimeout(timer);
  }

  #missing(): OrderQuestion | null {
    const wanted = this.#wanted;
    const answered = this.#answered;
    if (!wanted || wanted === this.#failed) return null;
    return answered && isSameOrder(answered, wanted) && answered.of === wanted.of ? null : wanted;
  }
}
