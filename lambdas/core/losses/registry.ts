import { batchAllLoss } from './batch-all.ts';
import { batchHardLoss } from './batch-hard.ts';
import { atOnePoint, infoNceOfChance, lnCandidates, lnOtherRows, marginOrLn2 } from './chance-losses.ts';
import { circleLoss } from './circle.ts';
import { contrastiveLoss } from './contrastive.ts';
import { listwiseLoss } from './listwise.ts';
import type { Loss, RowLoss } from './loss.ts';
import type { LossSettings } from './loss-settings.ts';
import { MinedRows, numericMargin } from './mined-rows.ts';
import { minedTripletLoss } from './mined-triplet.ts';
import { multiSimilarityLoss } from './multi-similarity.ts';
import { infoNceOfPairs, nPairOfPairs, tripletOfPairs } from './paired-losses.ts';
import { supervisedContrastiveLoss } from './supervised-contrastive.ts';

/*
 * Every loss of the training configuration, once. To add a loss:
 * 1. Write its value and gradient in `losses/<name>.ts`.
 * 2. Add its entry to `entries` below. `Loss` (loss.ts) explains the fields.
 * 3. If it needs a setting that no loss has yet, add the setting to loss-settings.ts.
 * 4. Run `npm run docs`, which writes its row of docs/configuration.md.
 * Checks of the configuration, the watchdog, `--help`, and the tests of all losses follow from the entry.
 */

const minedTripletOfRows: RowLoss = (_kernels, rows, settings, random, dx) => {
  const mined = new MinedRows(rows, settings.distance, settings, random);
  return minedTripletLoss(mined.distances, mined.selectTriplets(), { margin: settings.margin, average: 'all' }, dx)
    .loss;
};

const contrastiveOfRows: RowLoss = (_kernels, rows, settings, random, dx) => {
  const mined = new MinedRows(rows, settings.distance, settings, random);
  const margin = numericMargin(settings.margin);
  return contrastiveLoss(mined.distances, mined.selectPairs(), { margin, average: 'kinds' }, dx);
};

const circleOfRows: RowLoss = (_kernels, rows, settings, random, dx) => {
  const mined = new MinedRows(rows, 'cosine', settings, random);
  const options = { margin: numericMargin(settings.margin), scale: settings.circleScale };
  return circleLoss(mined.distances, mined.selectPairs(), options, dx);
};

const multiSimilarityOfRows: RowLoss = (_kernels, rows, settings, random, dx) => {
  const mined = new MinedRows(rows, 'cosine', settings, random);
  const { multiSimilarityAlpha: alpha, multiSimilarityBeta: beta, multiSimilarityBase: base } = settings;
  return multiSimilarityLoss(mined.distances, mined.selectPairs(), { alpha, beta, base }, dx);
};

const entries = {
  listwise: {
    doc: 'Cross-entropy of target probabilities over many candidates. The default: the best ranking from co-occurrence and text.',
    paper: 'Cao et al. 2007',
    reads: [
      'temperature',
      'selfSupervised',
      'viewDropout',
      'viewFieldDropout',
      'targetTextWeight',
      'targetSharpness',
      'maxCandidates',
    ],
    ofLists: (kernels, { anchors, candidates, B, C, D, ...lists }, { temperature }, gradients) =>
      listwiseLoss(kernels, anchors, candidates, B, C, D, { ...lists, temperature }, gradients),
    chance: lnCandidates,
  },
  'info-nce': {
    doc: 'Softmax of each positive against all candidates of the batch. The best of the pair losses, and better with larger batches.',
    paper: 'van den Oord et al. 2018',
    reads: ['temperature', 'learnTemperature', 'symmetric', 'maskKnownPositives', 'logQStrength'],
    ofPairs: infoNceOfPairs,
    chance: infoNceOfChance,
  },
  triplet: {
    doc: 'A negative must be farther than the positive by a margin. For data with meaningful negatives.',
    paper: 'Schroff et al. 2015',
    reads: ['distance', 'margin', 'miner'],
    margin: 'triplet',
    needsOneNegativeEach: true,
    ofPairs: tripletOfPairs,
    ofRows: minedTripletOfRows,
    chance: marginOrLn2,
  },
  contrastive: {
    doc: 'Pulls pairs of one label together and pushes others beyond a margin, so that one threshold on distances makes sense.',
    paper: 'Hadsell et al. 2006',
    reads: ['distance', 'margin', 'miner'],
    margin: 'pair',
    ofRows: contrastiveOfRows,
    chance: atOnePoint(contrastiveOfRows),
  },
  'batch-all': {
    doc: 'The triplet loss of every triplet of the batch, averaged over those with a loss.',
    paper: 'Hermans et al. 2017',
    reads: ['distance', 'margin'],
    margin: 'triplet',
    ofRows: (_kernels, { x, labels, D }, settings, _random, dx) => batchAllLoss(x, labels, D, settings, dx).loss,
    chance: marginOrLn2,
  },
  'batch-hard': {
    doc: 'The triplet loss of the farthest positive and the nearest negative of each row. Fast, and the first to collapse on noisy data.',
    paper: 'Hermans et al. 2017',
    reads: ['distance', 'margin'],
    margin: 'triplet',
    selectsHardTriplets: true,
    ofRows: (_kernels, { x, labels, D }, settings, _random, dx) => batchHardLoss(x, labels, D, settings, dx).loss,
    chance: marginOrLn2,
  },
  'semi-hard': {
    doc: 'The triplet loss of each positive pair with the nearest negative that is farther than the positive.',
    paper: 'Schroff et al. 2015',
    reads: ['distance', 'margin'],
    margin: 'triplet',
    selectsHardTriplets: true,
    ofRows: (kernels, { x, labels, D }, settings, _random, dx) => kernels.semiHard(x, labels, D, settings, dx).loss,
    chance: marginOrLn2,
  },
  'supervised-contrastive': {
    doc: 'Softmax over the other rows, averaged over all positives of a row. For large baskets.',
    paper: 'Khosla et al. 2020',
    reads: ['temperature'],
    ofRows: (_kernels, { x, labels, D }, { temperature }, _random, dx) =>
      supervisedContrastiveLoss(x, labels, D, temperature, dx),
    chance: lnOtherRows,
  },
  'n-pair': {
    doc: 'Softmax of inner products with a penalty on their lengths. For `normalize: false`.',
    paper: 'Sohn 2016',
    reads: ['normPenalty'],
    ofPairs: nPairOfPairs,
    chance: lnCandidates,
  },
  circle: {
    doc: 'A pair that is farther from its target cosine counts more. For data whose positives range from very near to rather far.',
    paper: 'Sun et al. 2020',
    reads: ['margin', 'circleScale', 'miner'],
    margin: 'relaxation',
    ofRows: circleOfRows,
    chance: atOnePoint(circleOfRows),
  },
  'multi-similarity': {
    doc: 'Weighs each pair by how its cosine compares with the other pairs. For fine distinctions, with the miner of the same name.',
    paper: 'Wang et al. 2019',
    reads: ['multiSimilarityAlpha', 'multiSimilarityBeta', 'multiSimilarityBase', 'miner'],
    ofRows: multiSimilarityOfRows,
    chance: atOnePoint(multiSimilarityOfRows),
  },
} satisfies Readonly<Record<string, Loss>>;

export type LossName = keyof typeof entries;

/** Every loss by its name in the training configuration. */
export const losses: Readonly<Record<LossName, Loss>> = entries;

/** The names of all losses, the default first. */
export const lossNames = Object.keys(losses) as LossName[];

/** What a loss is computed from: lists of targets, pairs of anchors and candidates, or labelled rows. */
export type Evidence = 'lists' | 'pairs' | 'labelled-rows';

/**
 * The evidence that a configuration trains on. A loss that takes pairs as well as labelled rows takes rows if it has a
 * miner.
 */
export function getEvidence({ loss, miner }: { readonly loss: LossName } & Pick<LossSettings, 'miner'>): Evidence {
  const { ofLists, ofPairs, ofRows } = losses[loss];
  if (ofLists) return 'lists';
  return ofRows && (miner !== 'none' || !ofPairs) ? 'labelled-rows' : 'pairs';
}
