import type { TrainingConfig } from '../../core/training/config/training-config.ts';
import { TrainingError } from '../../core/training/config/training-error.ts';
import { countRows, selectNewRows } from '../../core/training/data/new-rows.ts';
import { type MemoryBudget, subsampleTrainingSet } from '../../core/training/data/subsample.ts';
import type { TrainingSet } from '../../core/training/data/training-set.ts';
import { countTrainableRows } from '../../core/training/run/prepared-run.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunData } from '../../ports/run-starter.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { dataSha256 } from './data-sha256.ts';
import { gatherJudgingData } from './gather-judging-data.ts';
import { gatherNewData, type NewDataPorts } from './gather-new-data.ts';
import { gatherTrainingData } from './gather-training-data.ts';
import { RUN_DATA } from './open-run.ts';
import { fittedTo, parseRunDataset, type RunDataset, serializeRunDataset } from './run-dataset.ts';

export interface GatherRunPorts extends NewDataPorts {
  readonly runs: RunStore;
  readonly clock: Clock;
}

/** What is to be gathered. */
export interface GatherOptions {
  /** `new`: what the lineage of `head` was not trained on, to go on from its weights. */
  readonly data: RunData;
  readonly config: TrainingConfig;
  /** What the run has to fit into. */
  readonly maxBytes: number;
  readonly remaining: RemainingTime;
}

/** What a run was begun with, in figures. */
export interface GatheredRun {
  readonly key: string;
  readonly dataSha256: string;
  readonly gatheredAt: string;
  /** Of the catalog. */
  readonly products: number;
  /** Those of them that are trained on: all, unless the run on all would not fit into the function's memory. */
  readonly trainedOn: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly judgingRows: number;
  readonly unreadable: readonly string[];
  /** Where the run goes on from a version: that version, and the rows that it was not trained on. */
  readonly from?: string;
  readonly newRows?: number;
  /** Why the run takes all data, where what is new was asked for. */
  readonly allBecause?: string;
  /** Why there is nothing to train on: the run is over. Only where what is new was asked for. */
  readonly nothingNew?: string;
}

/**
 * Gathers the catalog, the training data and the judging data as they are now, and keeps them with the run: all its slices
 * work on them, here or elsewhere. Of a shop that is too large to be trained on as a whole it keeps a part. A run that was begun
 * before keeps what it has; one without anything new to train on keeps nothing.
 * @throws TrainingError `nothing-to-learn`, also when not a row fits into the room; DeadlineError
 */
export async function gatherRun(ports: GatherRunPorts, runId: string, options: GatherOptions): Promise<GatheredRun> {
  const before = await ports.runs.read(runId, RUN_DATA);
  if (before) {
    const run = await parseRunDataset(before);
    return { ...figuresOf(run), rows: { added: countRows(run.set) }, unreadable: [] };
  }
  const { data, config, maxBytes, remaining } = options;
  const gatheredAt = ports.clock.now().toISOString();
  const gathered =
    data === 'new'
      ? await gatherNewData(ports, config, remaining)
      : { ...(await gatherTrainingData(ports, remaining)), beginning: {} };
  const { set: all, objects, outcomes, unreadable, beginning } = gathered;
  const { from, maxHeldOut, allBecause } = beginning;
  const set = partWithRows(all, { maxBytes, dim: config.dim, seed: config.seed });
  const judging = await gatherJudgingData(ports.inbox);
  const run = {
    set,
    catalogProducts: all.catalogSize,
    judging,
    gatheredAt,
    objects,
    ...(from !== undefined && { from }),
    ...(maxHeldOut !== undefined && { maxHeldOut }),
  };
  const figures = { ...figuresOf(run), rows: outcomes, unreadable };
  const nothingNew = from === undefined ? undefined : whyNothingNew(set, fittedTo(run, config), from);
  if (nothingNew !== undefined) return { ...figures, nothingNew };
  await ports.runs.write(runId, RUN_DATA, await serializeRunDataset(run));
  return { ...figures, ...(allBecause !== undefined && { allBecause }) };
}

function partWithRows(set: TrainingSet, room: MemoryBudget): TrainingSet {
  const part = subsampleTrainingSet(set, room);
  if (part === set || countRows(part) > 0) return part;
  const megabytes = Math.floor(room.maxBytes / 2 ** 20);
  throw new TrainingError(
    'nothing-to-learn',
    `not a row of training data fits into ${megabytes} MB with its products: deploy with a larger trainingMemoryMegabytes`,
  );
}

/** Why a run that goes on from a version has nothing to train on, if so. */
function whyNothingNew(set: TrainingSet, config: TrainingConfig, from: string): string | undefined {
  const newRows = countRows(selectNewRows(set));
  if (newRows === 0) return `no row that can be used is new since ${from}`;
  if (countTrainableRows(set, config) > 0) return undefined;
  return `of the ${newRows} rows that are new since ${from} each is held out to judge by, or cannot be learnt from`;
}

function figuresOf({ set, catalogProducts, judging, gatheredAt, from }: RunDataset) {
  return {
    key: RUN_DATA,
    dataSha256: dataSha256(set),
    gatheredAt,
    products: catalogProducts,
    trainedOn: set.catalogSize,
    judgingRows: judging.rows.length,
    ...(from !== undefined && { from, newRows: countRows(selectNewRows(set)) }),
  };
}
