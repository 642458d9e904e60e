import { losses } from '../losses/registry.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import type { EmbeddingCheck } from './check-embeddings.ts';
import type { Finding } from './finding.ts';
import { CHANCE_SHARE, formatPercent, type RunFacts } from './run-facts.ts';

const FEW_ACTIVE_SHARE = 0.01;
const LOW_RANK_SHARE = 0.05;
const DEAD_SHARE = 0.1;

/** Finds signs at the end of a run that are not failures by themselves. */
export function findWarnings(checks: readonly EmbeddingCheck[], run: RunFacts): Finding[] {
  const last = checks.at(-1)!;
  const lossBefore = checks.at(-2)?.loss ?? null;
  return [
    findFewActiveTriplets(last, run.config),
    findNoProgress(last, lossBefore, run.chance),
    findLowRank(last, run),
    findDeadDimensions(last, run.dim),
  ].filter((finding) => finding !== undefined);
}

function findFewActiveTriplets({ step, activeShare }: EmbeddingCheck, config: TrainingConfig): Finding | undefined {
  if (selectsHardTriplets(config) || activeShare === null || !(activeShare < FEW_ACTIVE_SHARE)) return undefined;
  return {
    code: 'few-active-triplets',
    step,
    sign: `${formatPercent(activeShare)} of the checked triplets have a gradient`,
    cause: 'The triplets are learned, or were easy from the start',
    change: 'give harder negatives, or end the run sooner (epochs)',
  };
}

/** Whether the loss or its miner selects hard triplets, which the triplets of the sample do not represent. */
function selectsHardTriplets({ loss, miner }: TrainingConfig): boolean {
  return losses[loss].selectsHardTriplets === true || miner !== 'none';
}

function findNoProgress(
  { step, loss }: EmbeddingCheck,
  lossBefore: number | null,
  chance: number,
): Finding | undefined {
  if (loss === null || lossBefore === null) return undefined;
  if (!(loss >= (1 - CHANCE_SHARE) * Math.max(lossBefore, chance))) return undefined;
  return {
    code: 'no-progress',
    step,
    sign: `the loss is ${loss.toPrecision(4)} and no longer falls; the loss of chance is ${chance.toPrecision(4)}`,
    cause: 'The training data does not agree with the fields of the products',
    change: 'check that the ids in the training data are those of the catalog',
  };
}

function findLowRank({ step, rankMeCentred }: EmbeddingCheck, { products, dim }: RunFacts): Finding | undefined {
  const directions = Math.max(1, Math.min(products - 1, dim));
  if (!(rankMeCentred < LOW_RANK_SHARE * directions)) return undefined;
  return {
    code: 'low-rank',
    step,
    sign: `embeddings use ${rankMeCentred.toFixed(1)} of ${directions} directions`,
    cause: 'Products differ in few ways',
    change: 'lower dim, or give the products more fields',
  };
}

function findDeadDimensions({ step, deadDimensions: dead }: EmbeddingCheck, dim: number): Finding | undefined {
  if (!(dead > DEAD_SHARE * dim)) return undefined;
  return {
    code: 'dead-dimensions',
    step,
    sign: `${dead} of ${dim} dimensions are the same for all products`,
    cause: 'There are more dimensions than the products need',
    change: 'lower dim',
  };
}
