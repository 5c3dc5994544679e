/** Execution providers of ONNX Runtime, by the names onnxruntime-node takes. */
export const PROVIDERS = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml'] as const;
export type ProviderName = (typeof PROVIDERS)[number];
/** 'auto' measures the platform's candidates and keeps the fastest that agrees with the CPU. */
export const PROVIDER_CHOICES = ['auto', ...PROVIDERS] as const;
export type ProviderChoice = (typeof PROVIDER_CHOICES)[number];

/** What became of one provider when a graph was opened on it. */
export interface ProviderAttempt {
  provider: ProviderName;
  /** In use, usable but slower, or refused. */
  outcome: 'chosen' | 'slower' | 'refused';
  /** For a refused provider: the provider's own words, or how far its output was from the CPU's. */
  reason?: string;
  /** Median time of one run of one item, in milliseconds. */
  medianMs?: number;
  /** Largest absolute difference from the CPU's output, in the output's own units. */
  maxDifference?: number;
}

export interface ProviderReport {
  chosen: ProviderName;
  attempts: ProviderAttempt[];
}
