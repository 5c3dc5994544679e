/** What `bench` measures, each figure beside its floor in the same run. */

/** Durations of one repeated thing, and what of them is worth quoting. */
export interface DurationSummary {
  count: number;
  p50Ms: number;
  p95Ms: number;
}

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  platform: string;
  node: string;
  onnxruntime: string;
}

export interface DecodeMeasurement {
  model: string;
  /** The floor: session.run of decoder.onnx as it lies in the folder, z in, float32 out, no conversion. */
  bareRun: DurationSummary;
  /** What the engine does for a drag: z in, RGBA bytes out. */
  engineDecode: DurationSummary;
  /** Median of engineDecode less median of bareRun. */
  overheadMs: number;
}

export interface IngestMeasurement {
  imageCount: number;
  /** Images per second: the same decoding threads and tiles with nothing to encode. */
  decodeOnly: number;
  /** Images per second: model.encode on the same batches, decoded beforehand. */
  encodeOnly: number;
  /** Images per second: both, as encodeImages overlaps them. */
  ingest: number;
  /** ingest / min(decodeOnly, encodeOnly) */
  ratio: number;
}

export interface PcaMeasurement {
  rows: number;
  dimensions: number;
  seconds: number;
}

export interface Throughput {
  imagesPerSecond: { median: number; best: number };
  /** One step, median. */
  stepMs: number;
  /** Share of the wall time that was not inside session.run, 0..1. */
  shareOutsideRun: number;
  batch: number;
  stepsPerRun: number;
  runs: number;
}

export interface TrainingMeasurement extends Throughput {
  network: string;
}

export interface EngineMeasurement {
  machine: Machine;
  decode: DecodeMeasurement[];
  ingest: IngestMeasurement;
  pca: PcaMeasurement;
  training: TrainingMeasurement[];
}
