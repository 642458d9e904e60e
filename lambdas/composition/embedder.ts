import type { Embedder } from '../ports/model-services.ts';

/** Embeds what a request gives by value. The code that reads models is loaded at the first such request. */
export const embedder: Embedder = {
  embed: async (modelVersion, inputs) => {
    const { modelEmbedder } = await import('./models.ts');
    return modelEmbedder().embed(modelVersion, inputs);
  },
};
