import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
interface Lock {
  packages: Record<string, { version?: string; integrity?: string }>;
}

test('every platform runs the same Node, of a stated hash', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const names = Object.keys(optionalDependencies).filter((name) => name.startsWith('node-'));
  expect(names).toHaveLength(5);
  for (const name of names) {
    const locked = packages[`node_modules/${name}`];
    expect(`${name} ${locked?.version}`).toBe(`${name} ${optionalDependencies[names[0]!]}`);
    expect(locked?.integrity, name).toMatch(/^sha512-/);
  }
  if (names.some((name) => name.endsWith(`${process.platform}-${process.arch}`))) {
    expect(process.versions.node).toBe(optionalDependencies[names[0]!]);
  }
});
