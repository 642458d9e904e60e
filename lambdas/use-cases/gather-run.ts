import { partOfShop, type Room } from '../core/training/part-of-shop.ts';
import { TrainingError } from '../core/training/training-error.ts';
import type { TrainingSet } from '../core/training/training-set.ts';
import type { Clock } from '../ports/clock.ts';
import type { ObjectInbox } from '../ports/object-inbox.ts';
import type { ProductStore } from '../ports/product-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { dataSha256 } from './data-sha256.ts';
import type { RemainingTime } from './deadline.ts';
import { type FrozenRun, freeze, thaw } from './frozen-run.ts';
import { gatherJudgingData } from './gather-judging-data.ts';
import { gatherTrainingData } from './gather-training-data.ts';
import { RUN_DATA } from './open-run.ts';

export interface GatherRunPorts {
  readonly products: ProductStore;
  readonly inbox: ObjectInbox;
  readonly runs: RunStore;
  readonly clock: Clock;
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
}

/**
 * Gathers the catalog, the training data and the judging data as they are now, and keeps them with the run: all its slices
 * work on them, here or elsewhere. Of a shop that is too large to be trained on as a whole it keeps a part. A run that was begun
 * before keeps what it has.
 * @throws TrainingError `nothing-to-learn`, also when not a row fits into the room; DeadlineError.
 */
export async function gatherRun(
  ports: GatherRunPorts,
  runId: string,
  remaining: RemainingTime,
  room: Room,
): Promise<GatheredRun> {
  const before = await ports.runs.read(runId, RUN_DATA);
  if (before) {
    const run = await thaw(before);
    return { ...figuresOf(run), rows: { added: run.set.pairs.length + run.set.groups.length }, unreadable: [] };
  }
  const gatheredAt = ports.clock.now().toISOString();
  const { set: all, outcomes, unreadable } = await gatherTrainingData(ports, remaining);
  const judging = await gatherJudgingData(ports.inbox);
  const run = { set: partWithRows(all, room), catalogProducts: all.catalogSize, judging, gatheredAt };
  await ports.runs.write(runId, RUN_DATA, await freeze(run));
  return { ...figuresOf(run), rows: outcomes, unreadable };
}

function partWithRows(set: TrainingSet, room: Room): TrainingSet {
  const part = partOfShop(set, room);
  if (part.pairs.length + part.groups.length > 0) return part;
  const megabytes = Math.floor(room.maxBytes / 2 ** 20);
  throw new TrainingError(
    'nothing-to-learn',
    `not a row of training data fits into ${megabytes} MB with its products: deploy with a larger trainingMemoryMegabytes`,
  );
}

function figuresOf({ set, catalogProducts, judging, gatheredAt }: FrozenRun) {
  return {
    key: RUN_DATA,
    dataSha256: dataSha256(set),
    gatheredAt,
    products: catalogProducts,
    trainedOn: set.catalogSize,
    judgingRows: judging.rows.length,
  };
}
