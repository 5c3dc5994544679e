import { join } from 'node:path';
import type { IngestMeasurement } from '../../protocol/benchmark.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { findImages } from '../images/findImages.ts';
import { measureIngest } from '../ingest/measureIngest.ts';
import { bundledFolder } from '../models/bundled.ts';
import { openModel } from '../models/openModel.ts';

/** Encoding a folder through a bundled model (its own samples when no folder is given), beside its two floors. */
export async function measureIngestOf(
  name: string,
  folders: readonly string[] = [],
  provider: ProviderChoice = 'cpu',
): Promise<IngestMeasurement> {
  const bundled = bundledFolder(name);
  if (!bundled) throw new Error(`"${name}" is no bundled model.`);
  const model = await openModel(name, { provider });
  try {
    const { images } = await findImages(folders.length ? folders : [join(bundled, 'samples')]);
    return await measureIngest(model, images);
  } finally {
    await model.dispose();
  }
}
