import type { GraphIndex } from '../graph/GraphIndex.ts';
import { dependsOnNoise } from '../rewrite/extractNetwork.ts';

export interface LatentOutput {
  output: string;
  logvar: string | null;
  because: string;
}

/** The last word of an exporter's name: '/fc_mu/Gemm_output_0', 'z_mean/BiasAdd:0' and 'vae.mu' say mu, z_mean, mu. */
const NAMES = {
  mean: /(^|[._/])(z_?)?(mu|mean|means|mus|loc|z_?mu|mu_?z|latent_?mean|posterior_?mean)([._/:]|\d*$)/i,
  logvar: /log_?-?(var|sigma|std|scale)|(^|[._/])(var|sigma|std|scale|variance)([._/:]|$)/i,
  latent:
    /(^|[._/])(z|h|code|codes|latents?|latent_\w+|bottleneck|embeddings?|features?|encoded|encoding|sample)([._/:]|\d*$)/i,
} as const;

/**
 * Which of an encoder's outputs is z. In this order: an output named as a mean; of outputs of one shape the one that is
 * no log-variance and holds no noise; an output named as a latent; the first.
 * @param dims each output's dims, batch axis included
 */
export function latentOutput(
  index: GraphIndex,
  outputs: readonly string[],
  dims: ReadonlyMap<string, readonly number[]>,
): LatentOutput | null {
  const first = outputs[0];
  if (first === undefined) return null;
  const logvars = outputs.filter((output) => NAMES.logvar.test(output) || isExponentiated(index, output));
  const meanByName = outputs.find((output) => NAMES.mean.test(output) && !NAMES.logvar.test(output));
  const logvarFor = (output: string) => {
    const sameShape = (other: string) =>
      dims.get(other)?.join() === dims.get(output)?.join() && other !== output;
    return logvars.find(sameShape) ?? null;
  };
  if (meanByName !== undefined) {
    return {
      output: meanByName,
      logvar: logvarFor(meanByName),
      because: `the output is named "${meanByName}"`,
    };
  }
  if (outputs.length === 1) return { output: first, logvar: null, because: `"${first}" is the only output` };

  const candidates = outputs.filter((output) => !logvars.includes(output));
  const quiet = candidates.filter((output) => !dependsOnNoise(index, output));
  const named = (quiet.length > 0 ? quiet : candidates).find((output) => NAMES.latent.test(output));
  if (named !== undefined && logvars.length === 0 && quiet.length === outputs.length) {
    return { output: named, logvar: null, because: `the output is named "${named}"` };
  }
  const chosen = named ?? quiet[0] ?? candidates[0] ?? first;
  const logvar = logvarFor(chosen) ?? pairedLogvar(outputs, chosen, dims);
  return {
    output: chosen,
    logvar,
    because: logvar
      ? `"${chosen}" and "${logvar}" have one shape: a posterior mean and its log-variance`
      : `"${chosen}" is the first of ${outputs.length} outputs that is neither a log-variance nor noise`,
  };
}

/** Exporters that number their outputs leave only the order: (mu, logvar) and (mu, logvar, z). */
function pairedLogvar(
  outputs: readonly string[],
  mean: string,
  dims: ReadonlyMap<string, readonly number[]>,
): string | null {
  const next = outputs[outputs.indexOf(mean) + 1];
  return next !== undefined && dims.get(next)?.join() === dims.get(mean)?.join() ? next : null;
}

/** A log-variance is what sampling takes exp(½·) of. */
function isExponentiated(index: GraphIndex, output: string): boolean {
  let tensors = [output];
  for (let step = 0; step < 4; step++) {
    const readers = tensors.flatMap((tensor) => index.consumers.get(tensor) ?? []);
    if (readers.some((node) => node.opType === 'Exp')) return true;
    tensors = readers
      .filter((node) => ['Mul', 'Div', 'Clip', 'Identity', 'Cast'].includes(node.opType))
      .map((node) => node.output[0] ?? '');
  }
  return false;
}
