import { resolve } from 'node:path';
import process from 'node:process';
import { defineConfig } from '@playwright/test';

// Engines that tests start share what Node has compiled, though each has a data folder of its own.
process.env.NODE_COMPILE_CACHE ??= resolve(import.meta.dirname, 'test-results', 'compile-cache');

/** One set of specs, run against every host. Pixels come from SwiftShader, so they are the same on every machine. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/e2e',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  // Two cores, and each test starts an engine and a software-rendered page of its own.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  use: { viewport: { width: 1280, height: 800 }, screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    // What only the desktop has is no part of the browser's set.
    { name: 'browser', metadata: { host: 'browser' }, testIgnore: 'shell.spec.ts' },
    { name: 'electron', metadata: { host: 'electron' } },
  ],
});
