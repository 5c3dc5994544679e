/** Prints how long models of many nodes take to open. Run: node scripts/bench-nodes.ts */
import { createSession } from '../engine/inference/createSession.ts';
import { openModel } from '../engine/models/openModel.ts';
import { chainEncoder } from '../engine/models/testing/chainEncoder.ts';
import { modelFolder } from '../engine/models/testing/modelFolder.ts';

const NODES = [10, 100, 1000, 2000, 10_000];

console.log('nodes | floor (a bare session of the file), ms | openModel, ms');
for (const nodes of NODES) {
  const bytes = chainEncoder(nodes);
  await using folder = await modelFolder({ 'encoder.onnx': bytes });
  const start = performance.now();
  const session = await createSession(bytes, { provider: 'cpu' });
  const floor = performance.now() - start;
  await session.release();
  const opening = performance.now();
  const model = await openModel(folder.path, { provider: 'cpu' });
  const opened = performance.now() - opening;
  await model.dispose();
  console.log(`${nodes} | ${floor.toFixed(0)} | ${opened.toFixed(0)}`);
}
