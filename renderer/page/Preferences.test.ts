import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_PREFERENCES } from '../../protocol/preferences.ts';
import { Preferences } from './Preferences.svelte.ts';

describe('Preferences', () => {
  it('are the engine’s, and what is chosen is sent to it', () => {
    const send = vi.fn(async () => undefined);
    const preferences = new Preferences(send);
    expect(preferences.isKnown).toBe(false);
    preferences.take({ ...DEFAULT_PREFERENCES, theme: 'light' });
    expect(preferences.isKnown).toBe(true);
    expect(preferences.theme).toBe('light');
    preferences.thumbnails = false;
    expect(preferences.thumbnails).toBe(false);
    expect(send).toHaveBeenCalledExactlyOnceWith({ thumbnails: false });
  });

  it('stay as they were chosen while the engine is away, and are sent when it is back', async () => {
    const send = vi.fn<(change: object) => Promise<void>>().mockRejectedValueOnce(new Error('away'));
    const preferences = new Preferences(send);
    preferences.take(DEFAULT_PREFERENCES);
    preferences.themeChoice = 'light';
    await Promise.resolve();
    send.mockResolvedValue(undefined);
    preferences.take(DEFAULT_PREFERENCES, true);
    expect(preferences.theme).toBe('light');
    expect(send).toHaveBeenLastCalledWith({ theme: 'light' });
    await vi.waitFor(() => {
      preferences.take(DEFAULT_PREFERENCES);
      expect(preferences.theme).toBe('dark');
    });
  });

  it('do not spring back to an older choice that the engine tells of late', async () => {
    const answers: (() => void)[] = [];
    const preferences = new Preferences(() => new Promise<void>((resolve) => answers.push(resolve)));
    preferences.take(DEFAULT_PREFERENCES);
    preferences.themeChoice = 'light';
    preferences.themeChoice = 'dark';
    answers[0]?.();
    await Promise.resolve();
    preferences.take({ ...DEFAULT_PREFERENCES, theme: 'light' });
    expect(preferences.theme).toBe('dark');
  });

  it('follow the system in theme and contrast until one is chosen', () => {
    const system = { theme: 'light' as const, isHighContrast: true };
    const preferences = new Preferences(async () => undefined, system);
    preferences.take(DEFAULT_PREFERENCES);
    expect([preferences.theme, preferences.isHighContrast]).toEqual(['light', true]);
    preferences.themeChoice = 'dark';
    system.isHighContrast = false;
    expect([preferences.theme, preferences.isHighContrast]).toEqual(['dark', false]);
    preferences.contrastChoice = 'high';
    expect(preferences.isHighContrast).toBe(true);
  });
});
