import type { Embedder } from '../../../lambdas/ports/model-services.ts';

/** For searches that give nothing by value. */
export const noEmbedder: Embedder = {
  embed: async () => {
    throw new Error('nothing is given by value');
  },
};
