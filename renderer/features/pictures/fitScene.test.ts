import { expect, test } from 'vitest';
import { fitScene, sizeAsSeen } from './fitScene.ts';

const FREE = { x: 300, y: 0, width: 680, height: 772 };

test('in the shape of the window, what is seen fills the picture beside the legend', () => {
  const size = sizeAsSeen(FREE, 170, 1700);
  expect(size).toEqual({ width: 1700, height: 1544 });
  expect(fitScene(size, FREE, 170)).toEqual({
    scale: 2,
    scene: { width: 1360, height: 1544 },
    shown: FREE,
  });
});

test.each([
  [1920, 1080],
  [500, 3000],
  [2000, 2000],
])('in %d × %d all of it is seen, in the middle, with as much on either side', (width, height) => {
  const { scale, scene, shown } = fitScene({ width, height }, FREE, 170);
  expect(scene.height).toBe(height);
  expect(width - scene.width).toBe(Math.round(170 * scale));
  expect(shown.width * scale).toBeCloseTo(scene.width, 6);
  expect(shown.height * scale).toBeCloseTo(scene.height, 6);
  expect(shown.width).toBeGreaterThan(FREE.width - 1);
  expect(shown.height).toBeGreaterThan(FREE.height - 1e-6);
  expect(shown.x + shown.width / 2).toBeCloseTo(FREE.x + FREE.width / 2, 6);
  expect(shown.y + shown.height / 2).toBeCloseTo(FREE.y + FREE.height / 2, 6);
});
