import {
  clock,
  idempotencyStore,
  modelPointers,
  modelRegistry,
  productStore,
  stepBackoff,
  weightsStore,
} from '../composition/compose.ts';
import { modelCache } from '../composition/models.ts';
import { readIdempotencyKey } from '../http/request-headers.ts';
import { trainStepSchema } from '../http/request-schemas.ts';
import { listTripletItems, readUnknownFields, showIgnoredFields } from '../http/unknown-fields.ts';
import { validateBody } from '../http/validation.ts';
import { trainStepOnce } from '../use-cases/online-steps/train-step-once.ts';
import { createHttpHandler } from './answers/http-handler.ts';

const ports = {
  products: productStore(),
  weights: weightsStore(),
  registry: modelRegistry(),
  pointers: modelPointers(),
  models: modelCache(),
  idempotency: idempotencyStore(),
  backoff: stepBackoff(),
  clock,
};

export const handler = createHttpHandler({
  'POST /v1/train': async (request) => {
    const key = readIdempotencyKey(request.header('idempotency-key'));
    const json = request.json();
    const step = validateBody(trainStepSchema, json);
    const ignored = showIgnoredFields(readUnknownFields(request.query, listTripletItems(json)));
    const keyed = key === undefined ? undefined : { key, text: JSON.stringify(json) };
    const { answer, replayed } = await trainStepOnce(ports, step, keyed);
    return {
      status: 200,
      body: { ...answer, ...ignored },
      ...(replayed && { headers: { 'idempotency-replayed': 'true' } }),
    };
  },
});
