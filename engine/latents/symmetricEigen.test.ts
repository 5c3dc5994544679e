import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { symmetricEigen } from './symmetricEigen.ts';

/** Inner products of rows about their mean in single precision, of which only `distinct` differ. */
function gram(count: number, distinct: number, size: number): Float64Array {
  const random = new Random(count, distinct);
  const different = Array.from({ length: distinct }, () => {
    const length = Math.exp(random.normal());
    return Array.from({ length: size }, () => Math.fround(length * random.normal()));
  });
  const rows = Array.from({ length: count }, (_, i) => different[i % distinct]!);
  const mean = Array.from({ length: size }, (_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / count);
  const centred = rows.map((row) => row.map((value, k) => Math.fround(value - mean[k]!)));
  return Float64Array.from({ length: count * count }, (_, at) => {
    const [a, b] = [centred[Math.floor(at / count)]!, centred[at % count]!];
    return Math.fround(a.reduce((sum, value, k) => sum + value * b[k]!, 0));
  });
}

test.each([
  [120, 5],
  [400, 20],
  [400, 25],
])('%i images of which %i are different: most eigenvalues are nothing but rounding', (count, distinct) => {
  const matrix = gram(count, distinct, 30);
  const { values, vectors } = symmetricEigen(matrix.slice(), count);
  const largest = values[0]!;
  expect(values.filter((value) => value > 1e-5 * largest)).toHaveLength(distinct - 1);
  for (const i of [0, distinct - 2, distinct + 3, count - 1]) {
    const vector = vectors.subarray(i * count, (i + 1) * count);
    let error = 0;
    for (let row = 0; row < count; row++) {
      let product = 0;
      for (let column = 0; column < count; column++)
        product += matrix[row * count + column]! * vector[column]!;
      error = Math.max(error, Math.abs(product - values[i]! * vector[row]!));
    }
    expect(error / largest).toBeLessThan(1e-12);
    expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 10);
  }
});

test('a matrix of zeros has none but zeros', () => {
  expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
});
