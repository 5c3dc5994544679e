import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { TestEngine } from '../../engine/server/testing/TestEngine.ts';
import { makeTestImages } from '../../engine/workspace/testing/makeTestImages.ts';
import { makeTestModel } from '../../engine/workspace/testing/makeTestModel.ts';
import { isActive } from '../../protocol/job.ts';
import type { Told } from './FuzzTarget.ts';
import { SOUND_DOCUMENT_FILE } from './soundDocument.ts';

/** What the page of a fuzzed engine says, and what a file says that it must never give out. */
export const PAGE_WORDS = 'the page itself';
export const SECRET_WORDS = 'nobody may read this';

const STDERR = 2;

/**
 * A really started engine with a model and images open, for targets that send to it. What an earlier try changed in it stays.
 * Where it ends by itself, this process ends too, which is counted as a crash.
 */
export class FuzzEngine {
  readonly engine: TestEngine;
  #notices = 0;
  #isStopping = false;

  private constructor(engine: TestEngine) {
    this.engine = engine;
    engine.process.on('exit', (code, signal) => {
      if (this.#isStopping) return;
      writeSync(STDERR, `The engine ended: ${signal ?? `exit code ${code}`}.\n`);
      process.exit(1);
    });
  }

  /** @param folder where its files are made: model/, images/, more/, page/, saved.hourglass; its data is in data/ */
  static async start(folder: string): Promise<FuzzEngine> {
    const [models, page] = [join(folder, 'models'), join(folder, 'page')];
    await makeTestModel(join(models, 'pictured'));
    await makeTestModel(join(folder, 'model'));
    await makeTestImages(join(folder, 'images'), { count: 12 });
    await makeTestImages(join(folder, 'more'), { count: 3, side: 9 });
    mkdirSync(join(page, 'assets'), { recursive: true });
    writeFileSync(join(page, 'index.html'), `<!doctype html><title>${PAGE_WORDS}</title>`);
    writeFileSync(join(page, 'assets', 'main-1234.js'), 'export {};');
    writeFileSync(join(folder, 'secret.json'), JSON.stringify(SECRET_WORDS));
    writeFileSync(join(folder, 'saved.hourglass'), JSON.stringify(SOUND_DOCUMENT_FILE));
    const opened = ['--model', join(folder, 'model'), '--open', join(folder, 'images')];
    const engine = await TestEngine.start(
      ['--data', join(folder, 'data'), '--page', page, '--provider', 'cpu', ...opened],
      { HOURGLASS_MODELS: models },
    );
    const started = new FuzzEngine(engine);
    await engine.connect();
    await engine.untilReady();
    return started;
  }

  /**
   * Makes a sound call, a decode and a request, and clears the list of jobs.
   * @returns what is wrong with the answers, new notices, and what jobs ended in
   */
  async check(): Promise<Told[]> {
    const { engine } = this;
    const state = await engine.call('state');
    const failures: Told[] = [];
    for (const job of state.jobs) {
      if (job.error) failures.push(job.error);
      await engine.call(isActive(job) ? 'cancelJob' : 'dismissJob', job.id).catch(() => {});
    }
    if (state.model?.hasDecoder) await engine.decode(new Float32Array(state.model.latentSize), 1, 1);
    const { status, body } = await engine.request('');
    const told = [...failures, ...engine.notices.slice(this.#notices)];
    this.#notices = engine.notices.length;
    if (status === 200 && body.includes(PAGE_WORDS)) return told;
    return [...told, { code: 'internal', message: `The page is not served any more: status ${status}.` }];
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.engine.stop();
  }
}
