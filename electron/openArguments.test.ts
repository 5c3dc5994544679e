import { expect, test } from 'vitest';
import { engineArguments, openablePaths, ownFolder } from './openArguments.ts';

test('what to open goes to the first start, what to use to every start', () => {
  const argv = [
    '.',
    '--no-sandbox',
    '--open',
    'cats',
    '--open',
    '/data/dogs',
    '--model',
    'digits',
    '--size',
    '96x64',
    '--data',
    'd',
    '--provider',
    'cpu',
  ];
  expect(engineArguments(argv, '/home/ada')).toEqual({
    kept: ['--data', '/home/ada/d', '--provider', 'cpu'],
    first: ['--open', '/home/ada/cats', '--open', '/data/dogs', '--model', 'digits', '--size', '96x64'],
  });
});

test("Chromium's own switches and the app's folder are nobody's images", () => {
  expect(
    openablePaths(['/app', '--inspect=9229', '--enable-logging', '--original-process-start-time=13'], '/'),
  ).toEqual([]);
  expect(engineArguments(['/app', '--force-device-scale-factor=2'], '/')).toEqual({ kept: [], first: [] });
});

test('the shell keeps its own things in the data folder that a start names', () => {
  expect(ownFolder(['/app', '--data', 'booth'], '/home/ada', {})).toBe('/home/ada/booth/desktop');
  expect(ownFolder(['/app'], '/home/ada', { HOURGLASS_DATA: '/data' })).toBe('/data/desktop');
  expect(ownFolder(['/app', '--data', '/a'], '/', { HOURGLASS_DATA: '/data' })).toBe('/a/desktop');
  expect(ownFolder(['/app'], '/home/ada', {})).toBeNull();
});
