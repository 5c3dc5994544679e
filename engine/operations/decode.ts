import type { decode } from '../../protocol/operations/decode.ts';
import { outputPath } from '../../protocol/operations/fields/paths.ts';
import { fileStem } from '../exports/fileStem.ts';
import { readLatentsFile } from '../exports/readLatentsFile.ts';
import { latentsFor } from './latentsFor.ts';
import { openInputModel } from './openInput.ts';
import type { OperationRun } from './Operation.ts';
import { writeDecoded } from './writeDecoded.ts';

export const run: OperationRun<typeof decode> = async (input, context) => {
  const { out, columns } = input;
  const file = await readLatentsFile(input.latents);
  const model = await openInputModel(input);
  try {
    const { latentSize, json, name } = model.info;
    const { width, height } = json.image;
    const { z, paths } = await latentsFor(file, model.info);
    const stemOf = (index: number) => fileStem(paths?.[index]);
    await writeDecoded(model, z, { out, columns, stemOf }, context);
    return { out: outputPath(out), count: z.length / latentSize, width, height, model: name };
  } finally {
    await model.dispose();
  }
};
