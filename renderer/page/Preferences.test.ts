import { describe, expect, it } from 'vitest';
import { Preferences } from './Preferences.svelte.ts';

function storage(content?: string) {
  let kept = content ?? null;
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) };
}

describe('Preferences', () => {
  it('are kept for the next time', () => {
    const kept = storage();
    const first = new Preferences(kept);
    expect(first.theme).toBe('dark');
    first.theme = 'light';
    first.hintDone = true;
    const next = new Preferences(kept);
    expect(next.theme).toBe('light');
    expect(next.hintDone).toBe(true);
    expect(next.thumbnails).toBe(true);
  });

  it('leave out what was stored wrong', () => {
    const preferences = new Preferences(storage('{"theme":"pink","thumbnails":"no","leftOpen":false}'));
    expect(preferences.theme).toBe('dark');
    expect(preferences.thumbnails).toBe(true);
    expect(preferences.leftOpen).toBe(false);
    expect(new Preferences(storage('{broken')).theme).toBe('dark');
  });

  it('last as long as the page where nothing can be stored', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('full');
      },
    };
    const preferences = new Preferences(full);
    preferences.theme = 'light';
    expect(preferences.theme).toBe('light');
  });
});
