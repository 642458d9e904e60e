import { minerNames } from '../miners/registry.ts';
import { choice, flag, number, numberOr, type ValuesOf, whole } from '../settings/setting.ts';
import { MARGIN_RANGE } from '../settings/shared-ranges.ts';
import { distanceNames } from './distances.ts';

const strict = { isRefusedElsewhere: true } as const;
const views = { appliesTo: 'selfSupervised' } as const;

/**
 * The settings of the training configuration that losses read, in its order. Which loss reads which is in
 * `registry.ts`. Add a setting of a loss here and name it in `reads` of the loss.
 */
export const lossSettings = {
  miner: choice(
    ['none', ...minerNames],
    'none',
    'Selects the triplets or pairs of a batch. With `none`, the triplet loss takes the given negatives and the other losses take every pair.',
    strict,
  ),
  minerEpsilon: number([0, 2], 0.1, 'Tolerance in cosine: a pair that is easier by less than this is still selected.', {
    appliesTo: 'miner multi-similarity',
  }),
  temperature: number(
    [1e-4, 10],
    0.07,
    'The logits are cosines divided by it. The loss of `modalityWeight` uses it too.',
  ),
  learnTemperature: flag(false, 'Learns the temperature, from `temperature` on, within [0.01, 1].', strict),
  selfSupervised: flag(
    false,
    'Learns from the catalog alone and ignores training data. Each product, seen with parts of it missing, is ranked among all products.',
    { appliesTo: 'loss listwise with encoder bag', ...strict },
  ),
  viewDropout: number([0, 0.999], 0.1, 'Chance that a token, or a number of a vector, is missing in a view.', views),
  viewFieldDropout: number(
    [0, 0.999],
    0,
    'Chance that a whole field (title, description, brand, ...) is missing in a view. One field always stays.',
    views,
  ),
  targetTextWeight: numberOr(
    'tuned',
    [0, 10],
    'tuned',
    'Weight of the similarity of texts, which the targets add to co-occurrence; `tuned` chooses it on the training data.',
  ),
  targetSharpness: number([1e-3, 10], 2, 'Power of the similarities before they become target probabilities.'),
  maxCandidates: whole([16, 65_536], 4096, 'Most products that an anchor is ranked among.'),
  symmetric: flag(false, 'Adds the loss from candidate to anchor.', strict),
  maskKnownPositives: flag(
    false,
    'Masks candidates that the training rows show to be similar to the anchor, so that they are not used as negatives.',
    strict,
  ),
  logQStrength: number([0, 1], 0.5, 'Share of log q (the chance that a product is drawn) subtracted from the logits.'),
  distance: choice(distanceNames, 'squared-euclidean', 'Distance between two embeddings.'),
  margin: numberOr(
    'soft',
    MARGIN_RANGE,
    0.5,
    'How much farther a negative must be than a positive. `soft` (losses of triplets) needs no number. In (0, 1) with the circle loss.',
  ),
  circleScale: number([1e-3, 10_000], 80, 'Scale gamma.'),
  multiSimilarityAlpha: number([1e-3, 10_000], 2, 'Sharpness alpha for positives.'),
  multiSimilarityBeta: number([1e-3, 10_000], 50, 'Sharpness beta for negatives.'),
  multiSimilarityBase: number([-1, 1], 0.5, 'Cosine lambda that separates positives from negatives.'),
  normPenalty: number([0, 1e6], 0.002, 'Weight of the squared lengths of embeddings.'),
};

export type LossSettings = ValuesOf<typeof lossSettings>;
export type LossSettingName = keyof LossSettings;
