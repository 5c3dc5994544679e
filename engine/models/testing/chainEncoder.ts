import { GraphBuilder } from './GraphBuilder.ts';

/** An encoder of 8×8 images that does nothing but many small operators, one after the other. */
export function chainEncoder(nodes: number): Uint8Array {
  const b = new GraphBuilder();
  let x = b.node('Flatten', [b.input('image', ['N', 1, 8, 8])]);
  for (let i = 0; i < nodes; i++) x = b.node(i % 2 ? 'Sin' : 'Cos', [x]);
  b.node('Identity', [x], {}, 'z');
  b.output('z', ['N', 64]);
  return b.bytes();
}
