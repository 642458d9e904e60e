import type { Explainer } from '../ports/model-services.ts';

/** Explains scores. The code that reads models is loaded at the first request that asks for it. */
export const explainer: Explainer = {
  explain: async (modelVersion, search) => {
    const { modelExplainer } = await import('./models.ts');
    return modelExplainer().explain(modelVersion, search);
  },
};
