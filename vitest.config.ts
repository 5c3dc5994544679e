import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  resolve: { conditions: ['browser'] },
  test: {
    include: ['{engine,protocol,renderer,electron,scripts}/**/*.test.ts'],
    // Style sheets are empty in tests; this one is looked at.
    css: { include: /renderer\/theme\.css/ },
    // Engines and jobs that tests start share what Node has compiled, though each has a data folder of its own.
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'test-results', 'compile-cache') },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more workers would only fight over them, and onnxruntime brings threads of its own.
    maxWorkers: 2,
    // A forked worker, never a thread: ending a thread inside session.run aborts the whole process.
    pool: 'forks',
  },
});
