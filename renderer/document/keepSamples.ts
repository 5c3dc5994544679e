import type { DocumentPoint } from '../../protocol/document.ts';
import type { DocumentState } from './DocumentState.svelte.ts';
import type { PointEditing } from './PointEditing.svelte.ts';

/**
 * Makes decoded points of z, as one edit; what is selected stays so.
 * @param from what they are, in words: 'a sample of the prior, seed 3'
 * @returns their ids, in order
 */
export function keepSamples(
  {
    document,
    points,
  }: {
    document: Pick<DocumentState, 'points' | 'edit'>;
    points: Pick<PointEditing, 'commitMove' | 'refresh'>;
  },
  latents: readonly ArrayLike<number>[],
  from: string,
): string[] {
  points.commitMove();
  const numbers = document.points.map(({ name }) => Number(/^Sample (\d+)$/.exec(name)?.[1] ?? 0));
  const first = Math.max(0, ...numbers) + 1;
  const added = latents.map((latent, i): DocumentPoint => {
    const z = Array.from(latent);
    const id = `point-${crypto.randomUUID()}`;
    return { id, name: `Sample ${first + i}`, z, origin: { kind: 'point', name: from, z: [...z] } };
  });
  const label = added.length === 1 ? `keep ${added[0]?.name}` : `keep ${added.length} samples`;
  document.edit(label, (before) => ({ ...before, points: [...before.points, ...added] }));
  points.refresh();
  return added.map(({ id }) => id);
}
