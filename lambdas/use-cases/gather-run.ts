import type { Clock } from '../ports/clock.ts';
import type { ObjectInbox } from '../ports/object-inbox.ts';
import type { ProductStore } from '../ports/product-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { dataSha256 } from './data-sha256.ts';
import type { RemainingTime } from './deadline.ts';
import { freeze, thaw } from './frozen-run.ts';
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
  readonly products: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly judgingRows: number;
  readonly unreadable: readonly string[];
}

/**
 * Gathers the catalog, the training data and the judging data as they are now, and keeps them with the run: all its slices
 * work on them, here or elsewhere. A run that was begun before keeps what it has.
 */
export async function gatherRun(ports: GatherRunPorts, runId: string, remaining: RemainingTime): Promise<GatheredRun> {
  const before = await ports.runs.read(runId, RUN_DATA);
  if (before) {
    const { set, judging, gatheredAt } = await thaw(before);
    const rows = { added: set.pairs.length + set.groups.length };
    return { ...figuresOf(set, judging.rows.length, gatheredAt), rows, unreadable: [] };
  }
  const gatheredAt = ports.clock.now().toISOString();
  const { set, outcomes, unreadable } = await gatherTrainingData(ports, remaining);
  const judging = await gatherJudgingData(ports.inbox);
  await ports.runs.write(runId, RUN_DATA, await freeze({ set, judging, gatheredAt }));
  return { ...figuresOf(set, judging.rows.length, gatheredAt), rows: outcomes, unreadable };
}

function figuresOf(set: Parameters<typeof dataSha256>[0], judgingRows: number, gatheredAt: string) {
  return { key: RUN_DATA, dataSha256: dataSha256(set), gatheredAt, products: set.catalogSize, judgingRows };
}
