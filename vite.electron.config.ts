import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/**
 * The desktop shell, one file each: `--mode main` makes dist/electron/main.js, `--mode preload` makes preload.cjs,
 * which must be a single CommonJS file because a sandboxed preload can load nothing else.
 */
export default defineConfig(({ mode }) => {
  const preload = mode === 'preload';
  return {
    build: {
      outDir: 'dist/electron',
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      lib: {
        entry: preload ? 'electron/preload.ts' : 'electron/main.ts',
        formats: [preload ? 'cjs' : 'es'],
        fileName: () => (preload ? 'preload.cjs' : 'main.js'),
      },
      rollupOptions: { external: ['electron', ...builtinModules, /^node:/] },
    },
  };
});
