import { EVENTS_PREFIX } from '../../../lambdas/formats/object-layout.ts';
import { readPageRequest } from '../../../lambdas/http/query-parameters.ts';
import type { Operations } from './operation.ts';
import { location, pageParameters, unknownFields } from './shared.ts';

export const trainingOperations: Operations = {
  embedProducts: {
    route: 'embedProducts',
    tag: 'Embeddings',
    description:
      'Embeds products, feature vectors and search texts. An item that cannot be answered has a `problem`, and the other ' +
      'items are answered. A product that is sent with numbers of a wrong dimension makes the whole request invalid.',
    query: unknownFields,
    body: { schema: 'EmbeddingsRequest' },
    answers: { 200: { description: 'A vector or a problem for each item.', schema: 'Embeddings' } },
    problems: ['model-not-found', 'model-not-ready'],
    examples: [
      {
        name: 'an id, a product, a vector and an unknown id',
        body: { items: ['shoe-1', { id: 'draft', features: [1, 0] }, [0, 1], 'nobody'] },
      },
    ],
  },
  trainStep: {
    route: 'trainStep',
    tag: 'Training',
    description:
      'Takes a training step from the weights of `head`, saves new weights and moves `head` to them. `live` does not ' +
      'change, so served results do not change. With an idempotency key a repeated request gets the same answer for 24 hours.',
    query: unknownFields,
    headers: {
      'idempotency-key':
        'Makes a repetition safe: the same key and body take one step. 1 to 255 printable ASCII characters; quotes are optional.',
    },
    body: { schema: 'TrainStepRequest' },
    answers: {
      200: {
        description: 'The step that was taken.',
        schema: 'TrainedStep',
        headers: { 'idempotency-replayed?': '`true` if this is the stored answer to an earlier request.' },
      },
    },
    problems: [
      'invalid-idempotency-key',
      'weights-conflict',
      'request-in-progress',
      'idempotency-key-reused',
      'step-not-finite',
      'step-too-long',
      'step-too-large',
      'model-not-ready',
    ],
    examples: [
      {
        name: 'one triplet',
        headers: { 'idempotency-key': '"8e03978e-40d5-43e8-bc93-6894a57f9324"' },
        body: { triplets: [{ anchor: 'shoe-1', positive: 'shoe-7', negative: 'sock-2' }], learningRate: 0.05 },
      },
      {
        name: 'feature vectors',
        body: { triplets: [{ anchor: [1, 0], positive: [0.9, 0.2], negative: [0.8, 0] }], steps: 3 },
      },
    ],
  },
  recordEvents: {
    route: 'recordEvents',
    tag: 'Training',
    description:
      'Records 1 to 1,000 events, each by itself, and answers about each. They are collected into objects under ' +
      `\`${EVENTS_PREFIX}\`, which the next training run reads. Product ids are not checked.`,
    body: { schema: 'EventsRequest' },
    answers: { 202: { description: 'What became of each event.', schema: 'AcceptedEvents' } },
    problems: [],
    examples: [
      {
        name: 'a click, a purchase, a search, and an event that has not happened yet',
        body: {
          events: [
            { items: ['shoe-1'], kind: 'session', sessionId: 'v-7f3a', at: '2026-01-01T10:15:00Z' },
            { items: ['shoe-1', 'sock-2'], kind: 'basket', at: '2026-01-01T10:20:00Z' },
            { query: 'warm socks', positive: 'sock-2' },
            { items: ['sock-2'], at: '2027-01-01T10:15:00Z' },
          ],
        },
      },
    ],
  },
  startTrainingRun: {
    route: 'startTrainingRun',
    tag: 'Training',
    description:
      'Starts a training run on the uploaded data, or resumes one. The run continues in the background: read its job at ' +
      '`location`.',
    body: { schema: 'TrainingRunRequest' },
    answers: { 202: { description: 'The run is queued.', schema: 'TrainingRun', headers: location } },
    problems: ['training-run-not-found'],
    examples: [
      { name: 'with a name', body: { name: 'spring', config: { epochs: 20 }, why: 'the new collection', by: 'ann' } },
    ],
  },
  cancelTrainingRun: {
    route: 'changeTrainingRun',
    action: 'cancel',
    summary: 'Cancel a training run',
    tag: 'Training',
    description:
      'Requests that a run ends. During training it ends within about a second, in other steps before the next step. ' +
      '`live` does not change.',
    path: { id: 'The id of the run.' },
    body: { schema: 'CancelRequest' },
    answers: { 202: { description: 'The run will end.', schema: 'TrainingRun', headers: location } },
    problems: ['training-run-not-found', 'run-not-running'],
    examples: [{ name: 'run', path: { id: 'run-winter' }, body: { why: 'started by mistake', by: 'ann' } }],
  },
  listTrainingRuns: {
    route: 'listTrainingRuns',
    tag: 'Training',
    description: 'Lists the training runs, newest first, without their curves and decisions.',
    query: { read: readPageRequest, parameters: pageParameters },
    answers: { 200: { description: 'A page of runs.', schema: 'TrainingRunPage' } },
    problems: ['invalid-cursor'],
    examples: [{ name: 'first page', query: { limit: '1' } }],
  },
  getTrainingRun: {
    route: 'getTrainingRun',
    tag: 'Training',
    description:
      'Reads a training run: its state and progress, and after its end what came of it. After a failure `cause` gives the ' +
      'reason and `advice` what to do.',
    path: { id: 'The id of the run.' },
    answers: { 200: { description: 'The run.', schema: 'TrainingRun' } },
    problems: ['training-run-not-found'],
    examples: [{ name: 'run', path: { id: 'run-winter' } }],
  },
};
