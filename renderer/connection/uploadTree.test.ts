import { describe, expect, it } from 'vitest';
import { walkTree } from './uploadTree.ts';
import type { TreeEntry, TreeFile, TreeFolder } from './uploadTree.ts';

const file = (name: string): TreeFile => ({
  isFile: true,
  isDirectory: false,
  name,
  file: (resolve) => resolve(new File([], name)),
});

/** A folder that hands out its entries in lots, as browsers do. */
function folder(name: string, entries: TreeEntry[], lot = 100): TreeFolder {
  return {
    isFile: false,
    isDirectory: true,
    name,
    createReader: () => {
      let at = 0;
      return {
        readEntries: (resolve) => {
          resolve(entries.slice(at, at + lot));
          at += lot;
        },
      };
    },
  };
}

async function pathsOf(...entries: TreeEntry[]): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of walkTree(entries)) paths.push(path);
  return paths;
}

describe('walkTree', () => {
  it('gives every file with its path below what was dropped, in natural order', async () => {
    const tree = folder('set', [folder('b', [file('10.png'), file('9.png')]), folder('a', [file('x.png')])]);
    expect(await pathsOf(file('one.png'), tree)).toEqual([
      'one.png',
      'set/a/x.png',
      'set/b/9.png',
      'set/b/10.png',
    ]);
  });

  it('reads folders to their end, however many lots they come in', async () => {
    const names = Array.from({ length: 250 }, (_, at) => file(`${at}.png`));
    expect(await pathsOf(folder('many', names))).toHaveLength(250);
  });

  it('leaves hidden files and folders out', async () => {
    expect(
      await pathsOf(folder('set', [file('.DS_Store'), folder('.git', [file('a')]), file('a.png')])),
    ).toEqual(['set/a.png']);
  });

  it('fails when a folder cannot be read', async () => {
    const broken: TreeFolder = {
      ...folder('x', []),
      createReader: () => ({ readEntries: (_, reject) => reject(new Error('gone')) }),
    };
    await expect(pathsOf(broken)).rejects.toThrow('gone');
  });
});
