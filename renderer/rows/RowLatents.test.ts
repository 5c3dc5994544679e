import { describe, expect, it, vi } from 'vitest';
import { RowLatents } from './RowLatents.ts';
import type { fetchRows } from '../connection/fetchRows.ts';

function setUp(latentSize = 2) {
  const fetch = vi.fn<typeof fetchRows>(
    async (_kind, _id, from, _to, bytesPerRow) => new Float32Array(bytesPerRow / 4).fill(from).buffer,
  );
  const latents = new RowLatents(fetch);
  latents.reset('a', 'a', latentSize);
  return { latents, fetch };
}

describe('RowLatents', () => {
  it('fetches the z of one row, once for all who ask', async () => {
    const { latents, fetch } = setUp();
    expect(latents.peek(5)).toBeNull();
    const [first, second] = await Promise.all([latents.load(5), latents.load(5)]);
    expect(first).toEqual(Float32Array.of(5, 5));
    expect(second).toBe(first);
    expect(latents.peek(5)).toBe(first);
    expect(fetch).toHaveBeenCalledExactlyOnceWith('latents', 'a', 5, 6, 8);
  });

  it('forgets what was used longest ago', async () => {
    const size = 65_536;
    const { latents } = setUp(size);
    for (let row = 0; row < 64; row++) await latents.load(row);
    latents.peek(0);
    await latents.load(64);
    expect(latents.peek(0)).not.toBeNull();
    expect(latents.peek(1)).toBeNull();
  });

  it('forgets everything with another collection, and what arrives for the last one', async () => {
    const { latents } = setUp();
    const late = latents.load(1);
    latents.reset('b', 'b', 2);
    await late;
    expect(latents.peek(1)).toBeNull();
  });

  it('asks again after a failure', async () => {
    const { latents, fetch } = setUp();
    fetch.mockRejectedValueOnce(new Error('away'));
    await expect(latents.load(3)).rejects.toThrow('away');
    expect(await latents.load(3)).toEqual(Float32Array.of(3, 3));
  });
});
