import { describe, expect, it } from 'vitest';
import { droppedRoots } from './dropping.ts';

const sentTo = (pairs: Record<string, string>) => new Map(Object.entries(pairs));

describe('droppedRoots', () => {
  it('is the folder for a dropped folder, once, and the file for a bare file', () => {
    const paths = sentTo({
      'drop-1/set/a/1.png': '/up/drop-1/set/a/1.png',
      'drop-1/set/2.png': '/up/drop-1/set/2.png',
      'drop-1/bare.png': '/up/drop-1/bare.png',
    });
    expect(droppedRoots(paths, 'drop-1')).toEqual(['/up/drop-1/set', '/up/drop-1/bare.png']);
  });

  it('finds the folder of a file that was given another name, and on Windows', () => {
    const paths = sentTo({ 'drop-1/set/a/1.png': 'C:\\up\\drop-1\\set\\a\\1 (2).png' });
    expect(droppedRoots(paths, 'drop-1')).toEqual(['C:\\up\\drop-1\\set']);
  });
});
