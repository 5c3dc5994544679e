/**
 * What each dimension of a VAE's z tells of an image, in nats: the mean over images of KL(N(mu, σ²) ‖ N(0,1)) =
 * ½(mu² + σ² − 1 − ln σ²) (Kingma & Welling 2014, appendix B). Near 0 in a dimension that the encoder does not use.
 * @param mu [N,D] the posterior means
 * @param logvar [N,D] ln σ²
 * @returns [D]
 */
export function klOfDimensions(mu: Float32Array, logvar: Float32Array, latentSize: number): Float64Array {
  const count = mu.length / latentSize;
  const kl = new Float64Array(latentSize);
  for (let i = 0; i < mu.length; i++) {
    kl[i % latentSize]! += (mu[i]! ** 2 + Math.exp(logvar[i]!) - 1 - logvar[i]!) / (2 * count);
  }
  return kl;
}
