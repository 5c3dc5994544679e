import { describe, expect, it } from 'vitest';
import { History } from './History.svelte.ts';
import type { Edit } from './History.svelte.ts';

/** A number that edits change, with everything that was done to it. */
function counter() {
  const history = new History();
  const log: string[] = [];
  const edit = (label: string, joins?: string): Edit => ({
    label,
    ...(joins !== undefined && { joins }),
    undo: () => void log.push(`undo ${label}`),
    redo: () => void log.push(`redo ${label}`),
  });
  return { history, log, edit };
}

describe('History', () => {
  it('lists its steps in order, and how many of them are done', async () => {
    const { history, edit } = counter();
    for (const label of ['add', 'move', 'rename']) history.add(edit(label));
    await history.undo();
    await history.undo();
    expect(history.steps).toEqual({ labels: ['add', 'move', 'rename'], past: 1 });
  });

  it('takes edits back one by one and makes them again, each in its own words', async () => {
    const { history, log, edit } = counter();
    history.add(edit('add'));
    history.add(edit('move'));
    expect(history.undoLabel).toBe('move');
    await history.undo();
    await history.undo();
    expect(history.undoLabel).toBeNull();
    expect(history.redoLabel).toBe('add');
    await history.undo();
    await history.redo();
    await history.redo();
    expect(log).toEqual(['undo move', 'undo add', 'redo add', 'redo move']);
  });

  it('forgets what could be redone with a new edit', async () => {
    const { history, edit } = counter();
    history.add(edit('a'));
    await history.undo();
    history.add(edit('b'));
    expect(history.redoLabel).toBeNull();
    expect(history.undoLabel).toBe('b');
  });

  it('joins consecutive edits of one word: back to before the first, forward to after the last', async () => {
    const { history, log, edit } = counter();
    history.add(edit('one', 'selection'));
    history.add(edit('two', 'selection'));
    history.add(edit('three', 'selection'));
    await history.undo();
    expect(log).toEqual(['undo one']);
    expect(history.undoLabel).toBeNull();
    await history.redo();
    expect(log).toEqual(['undo one', 'redo three']);
  });

  it('does not join what another edit, an undo or the end of a gesture stands between', async () => {
    const { history, edit } = counter();
    history.add(edit('one', 'a'));
    history.add(edit('other', 'b'));
    history.add(edit('two', 'a'));
    history.seal();
    history.add(edit('three', 'a'));
    await history.undo();
    expect(history.undoLabel).toBe('two');
    await history.redo();
    history.add(edit('four', 'a'));
    await history.undo();
    expect(history.undoLabel).toBe('three');
  });

  it('undoes at once where it can, and in order where the engine is asked', async () => {
    const { history, log, edit } = counter();
    const answer = Promise.withResolvers<void>();
    history.add(edit('point'));
    history.add({ ...edit('tag'), undo: () => answer.promise.then(() => void log.push('undo tag')) });
    const first = history.undo();
    const second = history.undo();
    expect(log).toEqual([]);
    answer.resolve();
    await Promise.all([first, second]);
    expect(log).toEqual(['undo tag', 'undo point']);
    void history.redo();
    expect(log.at(-1)).toBe('redo point');
  });

  it('keeps an edit that the engine could not take back, and says so', async () => {
    const { history, edit } = counter();
    history.add({ ...edit('tag'), undo: () => Promise.reject(new Error('lost')) });
    await expect(history.undo()).rejects.toThrow('lost');
    expect(history.undoLabel).toBe('tag');
    expect(history.redoLabel).toBeNull();
  });

  it('does not bring back what was still running when another document was opened', async () => {
    const { history, edit } = counter();
    const answer = Promise.withResolvers<void>();
    history.add({ ...edit('tag'), undo: () => answer.promise });
    const undoing = history.undo();
    history.clear();
    answer.resolve();
    await undoing;
    expect(history.redoLabel).toBeNull();
  });
});
