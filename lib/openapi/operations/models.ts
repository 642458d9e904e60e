import { readPageRequest } from '../../../lambdas/http/query-parameters.ts';
import type { Operations } from './operation.ts';
import { location, pageParameters } from './shared.ts';

const path = { version: 'The model version.' };
/** The version that is live in the shop of the examples, and the one before. */
const LIVE = 'm-bc699d2b8634cf35';
const PREVIOUS = 'm-4352b0b834a56fc0';

export const modelOperations: Operations = {
  listModels: {
    route: 'listModels',
    tag: 'Models',
    description:
      'Lists the model versions, newest first, with the versions that the pointers name. A step that lost against a ' +
      'concurrent one may be listed too; it is in no lineage.',
    query: { read: readPageRequest, parameters: pageParameters },
    answers: { 200: { description: 'A page of versions.', schema: 'ModelPage' } },
    problems: ['invalid-cursor'],
    examples: [{ name: 'first page', query: { limit: '1' } }],
  },
  getModel: {
    route: 'getModel',
    tag: 'Models',
    description: 'Reads a model version with its report, and with who decided what about it, when and why.',
    path,
    answers: { 200: { description: 'The version.', schema: 'ModelDetail' } },
    problems: ['model-not-found'],
    examples: [{ name: 'version', path: { version: LIVE } }],
  },
  getModelCard: {
    route: 'getModelCard',
    tag: 'Models',
    description:
      'Reads the [model card](evaluation.md#the-model-card) of a version: how it was made, and how it ranks beside baselines ' +
      'and other models, by slice. A training run writes it once. Versions made by training steps have none.',
    path,
    answers: { 200: { description: 'The card.', schema: 'ModelCard' } },
    problems: ['model-not-found', 'card-not-found', 'answer-too-large'],
    examples: [{ name: 'version', path: { version: LIVE } }],
  },
  getModelCardPage: {
    route: 'getModelCardPage',
    tag: 'Models',
    description:
      'Reads the same card as one page of HTML without scripts, which loads nothing else. It can be stored, mailed and printed.',
    path,
    answers: {
      200: {
        description: 'The page.',
        content: 'text/html',
        headers: {
          'content-security-policy': 'Forbids the page to run or load anything.',
          'x-content-type-options': '`nosniff`.',
        },
      },
    },
    problems: ['model-not-found', 'card-not-found', 'answer-too-large'],
    examples: [{ name: 'page', path: { version: LIVE }, isShown: false }],
  },
  promoteModel: {
    route: 'changeModel',
    action: 'promote',
    summary: 'Promote a model version',
    tag: 'Models',
    description:
      'Starts a run that embeds every product under the version and then makes it live. A version that the gate held back, ' +
      'or never judged, needs `override`. The caller and the reason are stored as a decision.',
    path,
    body: { schema: 'ChangeModelRequest' },
    answers: { 202: { description: 'The run is queued.', schema: 'TrainingRun', headers: location } },
    problems: ['model-not-found', 'held-by-gate'],
    examples: [
      {
        name: 'against the gate',
        path: { version: PREVIOUS },
        body: { override: true, why: 'the sale begins', by: 'ann' },
      },
    ],
  },
  rollBackModel: {
    route: 'changeModel',
    action: 'rollback',
    summary: 'Roll back from a model version',
    tag: 'Models',
    description: 'Moves `live` from the version to the one before, at once. A run then embeds what was written since.',
    path,
    body: { schema: 'ChangeModelRequest' },
    answers: {
      202: { description: '`live` has moved, and the run is queued.', schema: 'Rollback', headers: location },
    },
    problems: ['model-not-found', 'not-live', 'nothing-to-roll-back-to'],
    examples: [{ name: 'to the version before', path: { version: LIVE }, body: { why: 'worse for shoes', by: 'ann' } }],
  },
  setHead: {
    route: 'changeModel',
    action: 'head',
    summary: 'Set `head` to a model version',
    tag: 'Models',
    description:
      'Sets `head` to the version, whichever it names: the next steps and runs continue from there. So steps that went ' +
      'wrong are undone. `live` stays. The caller and the reason are stored as a decision.',
    path,
    body: { schema: 'SetHeadRequest' },
    answers: { 200: { description: '`head` names the version.', schema: 'HeadChange' } },
    problems: ['model-not-found'],
    examples: [{ name: 'undo a step', path: { version: LIVE }, body: { why: 'the rows were wrong', by: 'ann' } }],
  },
};
