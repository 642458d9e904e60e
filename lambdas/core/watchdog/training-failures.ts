import { losses } from '../losses/registry.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import type { EmbeddingCheck } from './check-embeddings.ts';
import type { Failure, Finding } from './finding.ts';

/** Embeddings that grow by so many of their first lengths a step are not being learnt but thrown about. */
const GROWTH_A_STEP = 2.5;
/** Steps in which that is the learning rate's doing alone; later it takes a bad loss too. */
const FIRST_STEPS = 64;
/** Growth that is too much where the loss has become worse. */
const LATE_GROWTH = 10;
/** Uniformity above this: a mean cosine over about 0.999. */
const COLLAPSED_UNIFORMITY = -0.004;
/** A loss so close to that of chance is that of chance. */
const CHANCE_SHARE = 0.01;
/** Collapsed looks one after another, so that a space that only begins together is given time to spread. */
const COLLAPSED_LOOKS = 3;
/** Margins up to this ask for nothing. */
const NO_MARGIN = 1e-3;
/** Without a margin, so many triplets have a gradient only where nothing has been learnt yet: about half by chance. */
const ACTIVE_WITHOUT_MARGIN = 0.75;
const FEW_ACTIVE = 0.01;
const LOW_RANK_SHARE = 0.05;
const DEAD_SHARE = 0.1;

/** What is known of the run besides its looks. */
export interface RunFacts {
  readonly config: TrainingConfig;
  /** The loss of a model that cannot tell products apart. */
  readonly chance: number;
  /** Products that are looked at. */
  readonly products: number;
  readonly dim: number;
}

/** Embeddings that grew by 2.5 of their first lengths a step, in the first steps. Lengths under 1 count as 1: an embedding of nothing may grow. */
export function findExplosion(
  step: number,
  norm: number,
  startNorm: number,
  config: TrainingConfig,
): Failure | undefined {
  const growth = norm / Math.max(startNorm, 1);
  if (step > FIRST_STEPS || !(growth > GROWTH_A_STEP * Math.max(step, 4))) return undefined;
  return diverging(step, `embeddings grew ${growth.toFixed(1)} times over, from ${startNorm.toPrecision(3)}`, config);
}

/** What no training gets over, seen in its looks, the last of which is the newest. */
export function findTrainingFailure(looks: readonly EmbeddingCheck[], run: RunFacts): Failure | undefined {
  return noMargin(looks, run) ?? lateDivergence(looks, run) ?? collapse(looks, run);
}

function noMargin(looks: readonly EmbeddingCheck[], { config }: RunFacts): Failure | undefined {
  const { step, activeShare } = looks.at(-1)!;
  const { loss, margin } = config;
  const kind = losses[loss].margin;
  const hasHinge = kind === 'triplet' || kind === 'pair';
  if (!hasHinge || margin === 'soft' || margin > NO_MARGIN) return undefined;
  // The contrastive loss has no triplets: without a margin none of its negatives is ever pushed away.
  if (step === 0 || (activeShare !== null && activeShare > ACTIVE_WITHOUT_MARGIN)) return undefined;
  const idle =
    activeShare === null ? 'no negative has' : `${percent(1 - activeShare)} of the triplets looked at have no`;
  return {
    code: 'no-margin',
    step,
    sign: `the margin is ${margin}, and ${activeShare === null ? `${idle} a` : idle} gradient`,
    cause: 'A margin of nothing is met by a hair, and by a space where all is at one point',
    change: `raise margin (${config.distance}: 0.2 to 0.5)`,
  };
}

function lateDivergence(looks: readonly EmbeddingCheck[], { config, chance }: RunFacts): Failure | undefined {
  const { step, norm, loss } = looks.at(-1)!;
  const growth = norm / Math.max(looks[0]!.norm, 1);
  const first = looks.find((look) => look.loss !== null)?.loss ?? null;
  if (loss === null || first === null || !(growth > LATE_GROWTH && loss > 1.1 * Math.max(first, chance)))
    return undefined;
  const sign = `embeddings grew ${growth.toFixed(1)} times over and the loss is ${loss.toPrecision(4)}`;
  return diverging(step, `${sign}, that of chance ${chance.toPrecision(4)}`, config);
}

function collapse(looks: readonly EmbeddingCheck[], run: RunFacts): Failure | undefined {
  const newest = looks.filter((look) => look.loss !== null).slice(-COLLAPSED_LOOKS);
  if (newest.length < COLLAPSED_LOOKS || !newest.every((look) => isCollapsed(look) && isChance(look, run.chance)))
    return undefined;
  const { step, loss, rankMe, uniformity } = newest.at(-1)!;
  const shape = `uniformity ${uniformity.toFixed(3)}, RankMe ${rankMe.toFixed(2)} of ${run.dim}`;
  const sign = `the loss is ${loss!.toPrecision(4)}, that of chance, and all embeddings point the same way (${shape})`;
  return { code: 'collapsed', step, sign, ...causeOfCollapse(looks[0]!, run.config) };
}

function causeOfCollapse(first: EmbeddingCheck, config: TrainingConfig): { cause: string; change: string } {
  if (isCollapsed(first)) {
    return {
      cause: 'The products hardly differ in what is read of them',
      change: 'give them titles, attributes or features of their own',
    };
  }
  if (losses[config.loss].reads.includes('temperature') && config.temperature > 0.5) {
    const { temperature } = config;
    return { cause: 'The temperature flattens all differences', change: `lower temperature (${temperature}) to 0.07` };
  }
  return {
    cause: 'Steps too large push all products to one point',
    change: `lower learningRate (${config.learningRate}) tenfold`,
  };
}

function diverging(step: number, sign: string, config: TrainingConfig): Failure {
  const change = `lower learningRate (${config.learningRate}) a hundredfold`;
  return { code: 'diverging', step, sign, cause: 'The learning rate is too high', change };
}

/** Whether the triplets of the sample say nothing of those that a step takes. */
function choosesHard({ loss, miner }: TrainingConfig): boolean {
  return losses[loss].selectsHardTriplets === true || miner !== 'none';
}

/** Signs at the end of a run that are no failure by themselves. */
export function findWarnings(looks: readonly EmbeddingCheck[], run: RunFacts): Finding[] {
  const last = looks.at(-1)!;
  const { step, loss } = last;
  const lossBefore = looks.at(-2)?.loss ?? null;
  const directions = Math.max(1, Math.min(run.products - 1, run.dim));
  const warnings: (Finding | false)[] = [
    !choosesHard(run.config) &&
      last.activeShare !== null &&
      last.activeShare < FEW_ACTIVE && {
        code: 'few-active-triplets',
        step,
        sign: `${percent(last.activeShare)} of the triplets looked at have a gradient`,
        cause: 'The triplets are learnt, or were easy from the start',
        change: 'give harder negatives, or end the run sooner (epochs)',
      },
    loss !== null &&
      lossBefore !== null &&
      loss >= (1 - CHANCE_SHARE) * Math.max(lossBefore, run.chance) && {
        code: 'no-progress',
        step,
        sign: `the loss is ${loss.toPrecision(4)} and falls no more, that of chance ${run.chance.toPrecision(4)}`,
        cause: 'The training data does not agree with anything that is read of the products',
        change: 'look whether the ids in the training data are those of the catalog',
      },
    last.rankMeCentred < LOW_RANK_SHARE * directions && {
      code: 'low-rank',
      step,
      sign: `embeddings use ${last.rankMeCentred.toFixed(1)} of ${directions} directions`,
      cause: 'Products differ in few ways',
      change: 'lower dim, or give the products more fields',
    },
    last.deadDimensions > DEAD_SHARE * run.dim && {
      code: 'dead-dimensions',
      step,
      sign: `${last.deadDimensions} of ${run.dim} dimensions are the same for all products`,
      cause: 'There are more dimensions than the products need',
      change: 'lower dim',
    },
  ];
  return warnings.filter((one) => one !== false);
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const isCollapsed = ({ uniformity }: EmbeddingCheck): boolean => uniformity > COLLAPSED_UNIFORMITY;
const isChance = ({ loss }: EmbeddingCheck, chance: number): boolean =>
  Math.abs(loss! - chance) <= CHANCE_SHARE * chance;
