import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

/** A rule entry that forbids importing whatever matches the patterns. */
const forbidImports = (...patterns) => ['error', { patterns }];
const electronOnlyInElectron = {
  group: ['electron', 'electron/*'],
  message: "Only electron/ may import 'electron'.",
};
const nodeModules = {
  regex: '^(node:|fs$|path$|os$|child_process$|crypto$)',
  message: 'No Node in renderer/.',
};
const domGlobals = [
  'window',
  'document',
  'navigator',
  'HTMLElement',
  'localStorage',
  'requestAnimationFrame',
];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'engine/onnx/generated/',
      'models/',
      'test-results/',
      'playwright-report/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-imports': forbidImports(electronOnlyInElectron),
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
          message: 'No `as unknown as`: check the value instead.',
        },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    files: ['renderer/**'],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-restricted-imports': forbidImports(electronOnlyInElectron, nodeModules, {
        group: ['**/engine/**', '**/electron/**'],
        message: 'The renderer reaches the engine only through protocol/.',
      }),
    },
  },
  {
    files: ['engine/**'],
    languageOptions: { globals: globals.node },
    rules: {
      'no-restricted-globals': ['error', ...domGlobals],
      'no-restricted-imports': forbidImports(electronOnlyInElectron, {
        group: ['**/renderer/**', '**/electron/**'],
        message: 'The engine knows neither its page nor its shell.',
      }),
    },
  },
  {
    files: ['protocol/**'],
    rules: {
      'no-restricted-imports': forbidImports({
        regex: '^(?!\\.\\.?/|valibot$|vitest$)|^\\.\\./.*(?:engine|renderer|electron|scripts|e2e)/',
        message: 'protocol/ is pure: it imports nothing but itself and valibot.',
      }),
      'no-restricted-globals': ['error', ...domGlobals, 'process', 'Buffer', 'fetch', 'setTimeout'],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Program > VariableDeclaration[kind="let"], Program > ExportNamedDeclaration > VariableDeclaration[kind="let"]',
          message: 'protocol/ has no state.',
        },
      ],
    },
  },
  {
    files: ['electron/**'],
    languageOptions: { globals: globals.node },
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['scripts/**', 'e2e/**', '*.config.*'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
);
