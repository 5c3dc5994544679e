import { join } from 'node:path';
import { findImages } from '../images/findImages.ts';
import { measureIngest, type IngestMeasurement } from '../ingest/measureIngest.ts';
import { bundledFolder } from '../models/bundled.ts';
import { openModel } from '../models/openModel.ts';

/** Encoding a folder through a bundled model (its own samples when no folder is given), beside its two floors. */
export async function measureIngestOf(
  name: string,
  folders: readonly string[] = [],
): Promise<IngestMeasurement> {
  const bundled = bundledFolder(name);
  if (!bundled) throw new Error(`"${name}" is no bundled model.`);
  const model = await openModel(name, { provider: 'cpu' });
  try {
    const { images } = await findImages(folders.length ? folders : [join(bundled, 'samples')]);
    return await measureIngest(model, images);
  } finally {
    await model.dispose();
  }
}
