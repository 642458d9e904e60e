import { losses } from '../losses/registry.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import type { EmbeddingCheck } from './check-embeddings.ts';
import type { Failure } from './finding.ts';
import { CHANCE_SHARE, formatPercent, type RunFacts } from './run-facts.ts';

/** Embeddings that grow by more than this multiple of their first length a step do not learn, but diverge. */
const MAX_GROWTH_A_STEP = 2.5;
/**
 * In these first steps, growth alone shows that the learning rate is too high. Later, a worse loss must show it too.
 */
const FIRST_STEPS = 64;
/** Growth that is too much if the loss has become worse. */
const MAX_LATE_GROWTH = 10;
/** Uniformity above this means a mean cosine over about 0.999. */
const COLLAPSED_UNIFORMITY = -0.004;
/** Collapsed checks in a row that make a failure, so that embeddings that only start together have time to spread. */
const COLLAPSED_CHECKS = 3;
/** Margins up to this demand no distance. */
const NO_MARGIN = 1e-3;
/** Without a margin, this share of triplets has a gradient only while nothing is learned: about half by chance. */
const ACTIVE_WITHOUT_MARGIN = 0.75;

/**
 * Finds embeddings that grew by more than 2.5 times their first length a step, in the first steps. Lengths under 1
 * count as 1, because embeddings close to zero may grow.
 */
export function findExplosion(
  step: number,
  norm: number,
  startNorm: number,
  config: TrainingConfig,
): Failure | undefined {
  const growth = norm / Math.max(startNorm, 1);
  if (step > FIRST_STEPS || !(growth > MAX_GROWTH_A_STEP * Math.max(step, 4))) return undefined;
  return describeDivergence(
    step,
    `embeddings grew ${growth.toFixed(1)} times over, from ${startNorm.toPrecision(3)}`,
    config,
  );
}

/**
 * Finds a failure that further training cannot repair. @param checks In the order of steps; the last one is the newest.
 */
export function findTrainingFailure(checks: readonly EmbeddingCheck[], run: RunFacts): Failure | undefined {
  return findNoMargin(checks, run) ?? findLateDivergence(checks, run) ?? findCollapse(checks, run);
}

function findNoMargin(checks: readonly EmbeddingCheck[], { config }: RunFacts): Failure | undefined {
  const { step, activeShare } = checks.at(-1)!;
  const { loss, margin } = config;
  const kind = losses[loss].margin;
  const hasHinge = kind === 'triplet' || kind === 'pair';
  if (!hasHinge || margin === 'soft' || margin > NO_MARGIN) return undefined;
  // A loss of pairs has no triplets. Without a margin it pushes no negative away.
  if (step === 0 || (activeShare !== null && activeShare > ACTIVE_WITHOUT_MARGIN)) return undefined;
  const idle =
    activeShare === null
      ? 'no negative has a gradient'
      : `${formatPercent(1 - activeShare)} of the checked triplets have no gradient`;
  return {
    code: 'no-margin',
    step,
    sign: `the margin is ${margin}, and ${idle}`,
    cause: 'Without a margin the loss is also 0 if all embeddings are equal',
    change: `raise margin (${config.distance}: 0.2 to 0.5)`,
  };
}

function findLateDivergence(checks: readonly EmbeddingCheck[], { config, chance }: RunFacts): Failure | undefined {
  const { step, norm, loss } = checks.at(-1)!;
  const growth = norm / Math.max(checks[0]!.norm, 1);
  const first = checks.find((check) => check.loss !== null)?.loss ?? null;
  if (loss === null || first === null || !(growth > MAX_LATE_GROWTH && loss > 1.1 * Math.max(first, chance)))
    return undefined;
  const sign = `embeddings grew ${growth.toFixed(1)} times over and the loss is ${loss.toPrecision(4)}`;
  return describeDivergence(step, `${sign}; the loss of chance is ${chance.toPrecision(4)}`, config);
}

function findCollapse(checks: readonly EmbeddingCheck[], run: RunFacts): Failure | undefined {
  const newest = checks.filter((check) => check.loss !== null).slice(-COLLAPSED_CHECKS);
  if (newest.length < COLLAPSED_CHECKS || !newest.every((check) => isCollapsed(check) && isChance(check, run.chance)))
    return undefined;
  const { step, loss, rankMe, uniformity } = newest.at(-1)!;
  const shape = `uniformity ${uniformity.toFixed(3)}, RankMe ${rankMe.toFixed(2)} of ${run.dim}`;
  const sign = `the loss is ${loss!.toPrecision(4)}, that of chance, and all embeddings point in one direction (${shape})`;
  return { code: 'collapsed', step, sign, ...explainCollapse(checks[0]!, run.config) };
}

function explainCollapse(first: EmbeddingCheck, config: TrainingConfig): { cause: string; change: string } {
  if (isCollapsed(first)) {
    return {
      cause: 'The encoder inputs of the products hardly differ',
      change: 'give the products titles, attributes or features of their own',
    };
  }
  if (losses[config.loss].reads.includes('temperature') && config.temperature > 0.5) {
    const { temperature } = config;
    return { cause: 'The temperature flattens all differences', change: `lower temperature (${temperature}) to 0.07` };
  }
  return {
    cause: 'Steps that are too large push all products to one point',
    change: `lower learningRate (${config.learningRate}) tenfold`,
  };
}

function describeDivergence(step: number, sign: string, config: TrainingConfig): Failure {
  const change = `lower learningRate (${config.learningRate}) a hundredfold`;
  return { code: 'diverging', step, sign, cause: 'The learning rate is too high', change };
}

function isCollapsed({ uniformity }: EmbeddingCheck): boolean {
  return uniformity > COLLAPSED_UNIFORMITY;
}

function isChance({ loss }: EmbeddingCheck, chance: number): boolean {
  return Math.abs(loss! - chance) <= CHANCE_SHARE * chance;
}
