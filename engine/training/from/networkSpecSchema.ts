import * as v from 'valibot';
import { TRAINING_KINDS } from '../../../protocol/training.ts';
import { ACTIVATIONS, type LayerSpec, type NetworkSpec } from '../NetworkSpec.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 24));
const fromZero = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 24));
const activation = v.picklist(ACTIVATIONS);
const norm = v.optional(v.nullable(v.picklist(['group', 'layer'])));
const layers = v.array(v.lazy((): v.GenericSchema<LayerSpec> => layer));

const layer: v.GenericSchema<LayerSpec> = v.variant('type', [
  v.object({ type: v.literal('dense'), units: count, activation }),
  v.object({
    type: v.literal('conv'),
    filters: count,
    kernel: count,
    stride: count,
    padding: v.optional(fromZero),
    dilation: v.optional(count),
    norm,
    activation,
  }),
  v.object({
    type: v.literal('convTranspose'),
    filters: count,
    kernel: count,
    stride: count,
    padding: v.optional(fromZero),
    outputPadding: v.optional(fromZero),
    norm,
    activation,
  }),
  v.object({ type: v.literal('reshape'), shape: v.array(count) }),
  v.object({ type: v.literal('upsample'), factor: v.literal(2) }),
  v.object({ type: v.literal('downsample'), factor: v.literal(2) }),
  v.object({ type: v.literal('spaceToDepth'), block: count }),
  v.object({ type: v.literal('depthToSpace'), block: count }),
  v.object({ type: v.literal('residual'), layers }),
]);

/** An earlier version had neither. */
const path = {
  output: v.optional(v.picklist(['sigmoid', 'clip']), 'sigmoid'),
  linear: v.optional(v.boolean(), false),
  components: v.optional(count),
};

/** A network as a model.json of this version says it. */
export const networkSpecSchema: v.GenericSchema<unknown, NetworkSpec> = v.object({
  kind: v.picklist(TRAINING_KINDS),
  channels: v.picklist([1, 3]),
  height: count,
  width: count,
  latent: count,
  encoder: layers,
  decoder: layers,
  ...path,
});

/** What a model.json of an earlier version says of it: the layers, the sizes being among the options. */
export const earlierNetworkSchema = v.object({
  network: v.object({ encoder: layers, decoder: layers, ...path }),
  options: v.object({
    kind: v.picklist(TRAINING_KINDS),
    size: count,
    channels: v.picklist([1, 3]),
    latent: count,
  }),
});
