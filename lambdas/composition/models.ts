import type { Embedder, Explainer } from '../ports/model-services.ts';
import { ModelCache } from '../use-cases/models/model-cache.ts';
import { ModelEmbedder } from '../use-cases/models/model-embedder.ts';
import { ModelExplainer } from '../use-cases/models/model-explainer.ts';
import { once } from './aws-clients.ts';
import { clock, metrics, modelPointers, recheckSeconds, weightsStore } from './compose.ts';
import { logWarning } from './logger.ts';

/*
 * What reads models. It is no part of compose.ts, so that a function that only sometimes needs a model can load this file, and with
 * it the reading of texts and HTML, at the first request that does.
 */

/** The models of `live` and `head`, cached between the invocations of one environment. */
export function modelCache(): ModelCache {
  return once(
    'models',
    () =>
      new ModelCache({
        weights: weightsStore(),
        pointers: modelPointers(),
        clock,
        recheckSeconds: recheckSeconds(),
        onWarning: (cause) => {
          logWarning('the new model cannot be loaded; the older one is still served', cause);
          metrics().record('modelLoadFailure', { modelLoadFailures: 1 });
        },
      }),
  );
}

/** Embeds what a request gives by value. */
export function modelEmbedder(): Embedder {
  return new ModelEmbedder(modelCache());
}

/** Explains the scores of searches. */
export function modelExplainer(): Explainer {
  return new ModelExplainer(modelCache());
}
