import type { ChosenSize } from '../../../protocol/imageSize.ts';
import type { ModelJson } from '../../../protocol/model.ts';
import type { ProviderChoice } from '../../../protocol/provider.ts';
import type { JobContext } from '../../jobs/JobContext.ts';
import { normalValues } from '../../random/Random.ts';
import type { Model } from '../Model.ts';
import { imagesPerRun } from '../OnnxModel.ts';
import { openModel } from '../openModel.ts';

export interface TrialInput {
  path: string;
  provider: ProviderChoice;
  json?: ModelJson | undefined;
  size?: ChosenSize | undefined;
  threads?: number | undefined;
  cacheFolder?: string | undefined;
}

/** Told once the model is read, before any of it runs. */
export interface TrialReport {
  /** Of the graphs and their external data. */
  sizeBytes: number;
}

/**
 * Opens a model, runs it as the application does, and closes it, as a job: where that ends this process, the graph cannot
 * be run at all. Choices of provider stay in cacheFolder.
 * @throws EngineError what opening the model throws
 */
export async function run(
  { path, provider, json, size, threads, cacheFolder }: TrialInput,
  context: JobContext<TrialReport>,
): Promise<void> {
  const model = await openModel(path, {
    provider,
    ...(json && { json }),
    ...(size && { size }),
    ...(threads !== undefined && { threads }),
    ...(cacheFolder !== undefined && { cacheFolder }),
    admit: async ({ sizeBytes }) => {
      if (sizeBytes !== null) await context.report({ sizeBytes });
    },
  });
  // What fails in words is told when it is asked for; here only what does not come back counts.
  await runAsInUse(model).catch(() => {});
  await model.dispose();
}

/** As many images as one run takes are encoded; z is decoded one by one under a hand, many for a sheet. */
async function runAsInUse(model: Model): Promise<void> {
  const { info } = model;
  const { width, height, channels } = info.json.image;
  const many = imagesPerRun(info.json);
  if (info.hasEncoder) {
    const pixels = Uint8Array.from(
      normalValues(many * width * height * channels, 7),
      (value) => 128 + 32 * value,
    );
    await model.encode(pixels, many);
  }
  if (info.hasDecoder) {
    for (const count of [1, many]) await model.decode(normalValues(count * info.latentSize, 7), count);
  }
}
