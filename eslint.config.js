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
const engineFromPage = {
  regex: '^(\\.\\./)+(engine|electron)/',
  message: 'The renderer reaches the engine only through protocol/.',
};
/** What a part of renderer/ may not reach into: folders beside it, from the files directly in it. */
const fence = (folders, message) => ({ regex: `^(\\./|(\\.\\./)+)(${folders})(/|$)`, message });
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
      'no-restricted-imports': forbidImports(electronOnlyInElectron, nodeModules, engineFromPage),
      // Browser storage is keyed to the port, which is another one at each start.
      'no-restricted-globals': ['error', 'localStorage'],
      'no-restricted-properties': ['error', { object: 'window', property: 'localStorage' }],
    },
  },
  {
    files: ['renderer/ui/**', 'renderer/columns/**'],
    rules: {
      'no-restricted-imports': forbidImports(
        electronOnlyInElectron,
        nodeModules,
        engineFromPage,
        fence(
          'features|page|document|commands|regions|rows|connection|scene|drag',
          'What is shared knows nothing of the page: hand it what it shows.',
        ),
      ),
    },
  },
  {
    files: ['renderer/scene/**'],
    rules: {
      'no-restricted-imports': forbidImports(
        electronOnlyInElectron,
        nodeModules,
        engineFromPage,
        fence(
          'features|page|document|commands|regions|rows|connection|ui',
          'The scene is given what it draws; it knows neither features nor the page.',
        ),
      ),
    },
  },
  {
    files: ['renderer/document/**', 'renderer/rows/**', 'renderer/connection/**', 'renderer/drag/**'],
    rules: {
      'no-restricted-imports': forbidImports(
        electronOnlyInElectron,
        nodeModules,
        engineFromPage,
        fence('features|page|commands|regions', 'This stands below the page and its features.'),
      ),
    },
  },
  {
    files: ['renderer/page/**', 'renderer/commands/**', 'renderer/regions/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': forbidImports(electronOnlyInElectron, nodeModules, engineFromPage, {
        regex: '/features/(?!Feature\\.ts$)',
        message: 'The page is given its features; of them it knows the contract, features/Feature.ts.',
      }),
    },
  },
  {
    files: ['renderer/features/*/**'],
    rules: {
      'no-restricted-imports': forbidImports(
        electronOnlyInElectron,
        nodeModules,
        engineFromPage,
        {
          regex: '^\\.\\./(?!Feature\\.ts$|\\.\\./)',
          message:
            "Another feature's insides. What two features need belongs in document/, rows/, page/ or ui/; what they do for each other is a command.",
        },
        fence('regions', 'Regions show features, not the other way round.'),
        {
          regex: '/scene/(?!(lasso/addLasso|links/addLinks|links/addPathCurve)\\.ts$)',
          allowTypeImports: true,
          message: 'Of the scene only its types, and what adds a layer to it from outside.',
        },
      ),
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
