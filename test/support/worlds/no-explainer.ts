import type { Explainer } from '../../../lambdas/ports/model-services.ts';

/** For searches that ask for no reasons. */
export const noExplainer: Explainer = {
  explain: async () => {
    throw new Error('no reasons are asked for');
  },
};
