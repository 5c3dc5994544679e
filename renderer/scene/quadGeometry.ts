import { BufferAttribute, InstancedBufferGeometry, Sphere } from 'three';

/** Two triangles with corners at ±1, for every instance. */
export function quadGeometry(): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('corner', new BufferAttribute(new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), 2));
  geometry.setIndex([0, 1, 2, 2, 1, 3]);
  // Never culled; without one three.js would read all positions to sort by their centre.
  geometry.boundingSphere = new Sphere();
  return geometry;
}
