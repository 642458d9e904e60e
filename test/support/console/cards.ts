import { renderCardPage } from '../../../lambdas/core/model-card/page/card-page.ts';
import type { ModelCard } from '../../../lib/client/generated/schemas.ts';
import recorded from '../../fixtures/console/card.json' with { type: 'json' };
import { exampleCard } from '../worlds/example-card.ts';
import type { Answers } from './fake-api.ts';
import { runShop } from './runs.ts';

/**
 * The card of a service with the sample films, as the API has given it: judged on the judging data and on held-out rows.
 * Figures are rounded, some baselines are left out, and so is what the console does not read.
 */
export const filmCard = recorded as unknown as ModelCard;

/** A card without a single judged query. */
export const unjudgedCard: ModelCard = {
  ...filmCard,
  verdict: 'Not judged: there is no row to judge on.',
  judgedOn: 'held-out',
  judgement: {
    metrics: {},
    baselines: {},
    intervals: {},
    derived: { metrics: {}, opponents: {}, intervals: {} },
  },
  heldOut: null,
};

/** The API of a shop with runs and versions, each of which has the card of the films. */
export const cardShop: Answers = {
  ...runShop,
  getModelCard: ({ path }) => ({ ...filmCard, modelVersion: path.version! }),
  getModelCardPage: ({ path }) => renderCardPage(exampleCard(path.version!)),
};
