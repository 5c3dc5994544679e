import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openModel } from '../../engine/models/openModel.ts';

/** Of the folders that trainings wrote, how many hold a description and do not open. */
export async function modelsThatDoNotOpen(modelsFolder: string): Promise<number> {
  let count = 0;
  const names = existsSync(modelsFolder) ? readdirSync(modelsFolder) : [];
  for (const name of names) {
    const path = join(modelsFolder, name);
    if (!existsSync(join(path, 'model.json'))) continue;
    try {
      await (await openModel(path, { provider: 'cpu' })).dispose();
    } catch {
      count += 1;
    }
  }
  return count;
}
