import type { App } from './App.ts';

/** z of every image of the open collection, by row: [N][D], as the engine keeps them. */
export const latentsOf = (app: App): Promise<number[][]> =>
  app.page.evaluate(async () => {
    const { collection, model } = window.hourglass!.state();
    if (!collection || !model) throw new Error('No collection is open.');
    const { id, count } = collection;
    const response = await fetch(`api/collection/latents?id=${id}&from=0&to=${count}`);
    const values = new Float32Array(await response.arrayBuffer());
    const { latentSize } = model;
    return Array.from({ length: count }, (_, row) => [
      ...values.subarray(row * latentSize, (row + 1) * latentSize),
    ]);
  });
