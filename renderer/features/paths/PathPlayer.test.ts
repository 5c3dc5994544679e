import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PathPlayer } from './PathPlayer.svelte.ts';
import type { DecodeReply } from '../../../protocol/codecs/decodeFrames.ts';
import type { LatentPath, PathLoop } from '../../../protocol/latentPath.ts';

/** One dimension from 0 to 4 in two segments of two seconds. */
const pathOf = (loop: PathLoop): LatentPath => ({
  keyframes: [0, 2, 4].map((z) => ({
    ...{ id: String(z), name: '', z: [z] },
    segment: { seconds: 2, easing: 'linear', method: 'lerp' },
  })),
  loop,
  timeTable: null,
});

let frame: ((nowMs: number) => void) | null;
let nowMs: number;
beforeEach(() => {
  nowMs = 0;
  vi.stubGlobal('requestAnimationFrame', (call: (nowMs: number) => void) => ((frame = call), 1));
  vi.stubGlobal('cancelAnimationFrame', () => (frame = null));
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function start(loop: PathLoop) {
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  const told: unknown[] = [];
  const context = {
    path: pathOf(loop) as LatentPath | null,
    connection: {
      decode: (z: Float32Array): Promise<DecodeReply> => {
        asked.push(z[0]!);
        const reply = { kind: 'image' as const, id: 0, stampMs: 0, width: 1, height: 1, decodeMs: 1 };
        return new Promise((resolve) =>
          answers.push(() => resolve({ ...reply, rgba: new Uint8ClampedArray(4) })),
        );
      },
    },
    notify: (error: unknown) => void told.push(error),
  };
  const player = new PathPlayer(context);
  const passes = (ms: number) => {
    nowMs += ms;
    const call = frame;
    frame = null;
    call?.(nowMs);
  };
  return { player, context, asked, answers, passes };
}

it('scrubbed faster than is decoded, it draws the newest', async () => {
  const { player, asked, answers } = start('once');
  for (const share of [0.1, 0.2, 0.3, 0.75]) player.seek(share);
  expect(asked).toEqual([Math.fround(0.4)]);
  answers[0]!();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  answers[1]!();
  await vi.waitFor(() => expect(player.image?.z[0]).toBe(3));
  expect(asked).toEqual([Math.fround(0.4), 3]);
});

it('plays once to the end, and from there from the beginning', () => {
  const { player, passes } = start('once');
  player.seek(0.5);
  player.play();
  passes(1000);
  expect([player.share, player.isPlaying]).toEqual([0.75, true]);
  passes(5000);
  expect([player.share, player.isPlaying]).toEqual([1, false]);
  player.play();
  passes(400);
  expect(player.share).toBeCloseTo(0.1, 9);
  player.pause();
  expect(frame).toBeNull();
});

it('there and back, it goes on backwards after a pause', () => {
  const { player, passes } = start('ping-pong');
  player.play();
  passes(5000);
  expect(player.share).toBeCloseTo(0.75, 9);
  player.pause();
  nowMs += 60_000;
  player.play();
  passes(1000);
  expect(player.share).toBeCloseTo(0.5, 9);
});

it('stops where the path is gone', () => {
  const { player, context, passes } = start('loop');
  player.play();
  context.path = null;
  passes(16);
  expect(player.isPlaying).toBe(false);
  player.draw();
  expect(player.image).toBeNull();
});
