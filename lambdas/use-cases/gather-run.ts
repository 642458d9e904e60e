import { rowsToTrainOn } from '../core/training/prepared-run.ts';
import type { TrainingConfig } from '../core/training/training-config.ts';
import type { TrainingSet } from '../core/training/training-set.ts';
import { rowsOf, unseenRows } from '../core/training/unseen-rows.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunData } from '../ports/run-starter.ts';
import type { RunStore } from '../ports/run-store.ts';
import { dataSha256 } from './data-sha256.ts';
import type { RemainingTime } from './deadline.ts';
import { freeze, thaw } from './frozen-run.ts';
import { gatherJudgingData } from './gather-judging-data.ts';
import { gatherNewData, type NewDataPorts } from './gather-new-data.ts';
import { gatherTrainingData } from './gather-training-data.ts';
import { RUN_DATA } from './open-run.ts';

export interface GatherRunPorts extends NewDataPorts {
  readonly runs: RunStore;
  readonly clock: Clock;
}

/** What is to be gathered. */
export interface GatherOptions {
  /** `new`: what the lineage of `head` was not trained on, to go on from its weights. */
  readonly data: RunData;
  readonly config: TrainingConfig;
  readonly remaining: RemainingTime;
}

/** What a run was begun with, in figures. */
export interface GatheredRun {
  readonly key: string;
  readonly dataSha256: string;
  readonly gatheredAt: string;
  readonly products: number;
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
 * work on them, here or elsewhere. A run that was begun before keeps what it has; one without anything new to train on keeps nothing.
 */
export async function gatherRun(ports: GatherRunPorts, runId: string, options: GatherOptions): Promise<GatheredRun> {
  const before = await ports.runs.read(runId, RUN_DATA);
  if (before) {
    const { set, judging, gatheredAt, from } = await thaw(before);
    const rows = { added: rowsOf(set) };
    return { ...figuresOf(set, judging.rows.length, gatheredAt, from), rows, unreadable: [] };
  }
  const { data, config, remaining } = options;
  const gatheredAt = ports.clock.now().toISOString();
  const gathered =
    data === 'new'
      ? await gatherNewData(ports, config, remaining)
      : { ...(await gatherTrainingData(ports, remaining)), beginning: {} };
  const { set, objects, outcomes, unreadable, beginning } = gathered;
  const { from, allBecause } = beginning;
  const judging = await gatherJudgingData(ports.inbox);
  const figures = { ...figuresOf(set, judging.rows.length, gatheredAt, from), rows: outcomes, unreadable };
  const nothingNew = from === undefined ? undefined : whyNothingNew(set, config, from);
  if (nothingNew !== undefined) return { ...figures, nothingNew };
  await ports.runs.write(
    runId,
    RUN_DATA,
    await freeze({ set, judging, gatheredAt, objects, ...(from !== undefined && { from }) }),
  );
  return { ...figures, ...(allBecause !== undefined && { allBecause }) };
}

/** Why a run that goes on from a version has nothing to train on, if so. */
function whyNothingNew(set: TrainingSet, config: TrainingConfig, from: string): string | undefined {
  const newRows = rowsOf(unseenRows(set));
  if (newRows === 0) return `no row that can be used is new since ${from}`;
  if (rowsToTrainOn(set, config) > 0) return undefined;
  return `of the ${newRows} rows that are new since ${from} each is held out to judge by, or cannot be learnt from`;
}

function figuresOf(set: TrainingSet, judgingRows: number, gatheredAt: string, from: string | undefined) {
  const own = from === undefined ? {} : { from, newRows: rowsOf(unseenRows(set)) };
  return { key: RUN_DATA, dataSha256: dataSha256(set), gatheredAt, products: set.catalogSize, judgingRows, ...own };
}
