/** `.ci/run`: format, lint and types, each counted as one check, then `npm test`. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root } from './setup.mjs';

ensureInstalled();
/** @param {string[]} args */
const npm = (...args) =>
  spawnSync('npm', ['run', '--silent', ...args], { cwd: root, stdio: 'inherit' }).status === 0;

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const check of ['format:check', 'lint', 'types']) {
  const passed = npm(check);
  console.log(`${check}: ${passed ? 'passed' : 'FAILED'}`);
  if (passed) totals.passed += 1;
  else totals.failed += 1;
}
const testsPassed = npm('test');
try {
  const tests = JSON.parse(readFileSync(join(root, 'test-results', 'totals.json'), 'utf8'));
  totals.passed += tests.passed;
  totals.failed += tests.failed;
  totals.skipped += tests.skipped;
} catch {
  console.error('The tests ended without saying how many passed.');
}
if (!testsPassed && totals.failed === 0) totals.failed = 1;
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
