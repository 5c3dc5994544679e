/** Runs the unit tests and then the browser tests, and ends with one line that counts them all. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { findTestBrowser } from './testBrowser.ts';

const root = resolve(import.meta.dirname, '..');
const results = join(root, 'test-results');

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs one test runner; its JSON report gives the counts. A runner that fails without a failed test counts as one. */
function runSuite(
  script: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  report: string,
  read: (json: never) => Totals,
): Totals {
  rmSync(report, { force: true });
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const totals: Totals = existsSync(report)
    ? read(JSON.parse(readFileSync(report, 'utf8')) as never)
    : { passed: 0, failed: 0, skipped: 0 };
  if (status !== 0 && totals.failed === 0) totals.failed = 1;
  return totals;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
}
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

const only = process.argv.slice(2);
// Playwright empties its own folder below this one at each start.
mkdirSync(results, { recursive: true });
const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
const add = (more: Totals) => {
  totals.passed += more.passed;
  totals.failed += more.failed;
  totals.skipped += more.skipped;
};

if (!only.includes('--e2e')) {
  const report = join(results, 'unit.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  add(
    runSuite('vitest/vitest.mjs', args, {}, report, (json: VitestReport) => ({
      passed: json.numPassedTests,
      failed: json.numFailedTests,
      skipped: json.numPendingTests,
    })),
  );
}
if (!only.includes('--unit')) {
  const browser = await findTestBrowser(root);
  console.log(`Browser tests run in ${browser.path}`);
  const report = join(results, 'e2e.json');
  const env = { HOURGLASS_BROWSER: browser.path, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  add(
    runSuite(
      '@playwright/test/cli.js',
      ['test', '--reporter=list,json'],
      env,
      report,
      (json: PlaywrightReport) => ({
        passed: json.stats.expected + json.stats.flaky,
        failed: json.stats.unexpected,
        skipped: json.stats.skipped,
      }),
    ),
  );
}
writeFileSync(join(results, 'totals.json'), JSON.stringify(totals));
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
