import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enginesNode } from './enginesNode.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hourglass-node-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function put(...parts: string[]): string {
  const path = join(folder, ...parts);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  return path;
}

const place = { platform: 'linux', arch: 'x64' } as const;

test('a node folder beside the checkout is not looked into', () => {
  put('node', 'node');
  const root = join(folder, 'checkout');
  expect(() => enginesNode({ root, resources: null, ...place })).toThrow('Run npm start once');
  const own = put('checkout', 'node_modules', '.bin', 'node');
  expect(enginesNode({ root, resources: null, ...place })).toBe(own);
});

test('a packaged app runs the Node of its resources and no other', () => {
  const root = join(folder, 'resources', 'app');
  put('resources', 'app', 'node_modules', '.bin', 'node');
  const resources = join(folder, 'resources');
  expect(() => enginesNode({ root, resources, ...place })).toThrow('Install Hourglass again');
  const own = put('resources', 'node', 'node');
  expect(enginesNode({ root, resources, ...place })).toBe(own);
});
