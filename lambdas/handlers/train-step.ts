import { trainStepSchema } from '../http/request-schemas.ts';
import { validBody } from '../http/validation.ts';
import { trainStepFromHead } from '../use-cases/train-step.ts';
import { clock, modelCache, modelPointers, modelRegistry, productStore, weightsStore } from './compose.ts';
import { httpHandler } from './http-handler.ts';

const ports = {
  products: productStore(),
  weights: weightsStore(),
  registry: modelRegistry(),
  pointers: modelPointers(),
  models: modelCache(),
  clock,
};

export const handler = httpHandler({
  'POST /v1/train': async (request) => {
    const outcome = await trainStepFromHead(ports, validBody(trainStepSchema, request.json()));
    return { status: 200, body: outcome };
  },
});
