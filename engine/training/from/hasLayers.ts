import type { NetworkSpec } from '../NetworkSpec.ts';

/** Whether a network is more than a linear path: whether there is anything to train further. */
export const hasLayers = ({ encoder, decoder }: NetworkSpec): boolean => encoder.length + decoder.length > 0;
