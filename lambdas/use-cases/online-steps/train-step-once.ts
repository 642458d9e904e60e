import type { StepOutcome } from '../../ports/job-detail.ts';
import { answerIdempotently, type IdempotencyPorts } from '../common/idempotency.ts';
import {
  type LeftOutRows,
  readStepOutcome,
  type StepRecord,
  type TrainStepPorts,
  type TrainStepRequest,
  trainStepFromHead,
} from './train-step.ts';

export type TrainStepOncePorts = TrainStepPorts & IdempotencyPorts;

/** How many steps back from `head` a step is searched for whose answer was lost. */
const MAX_STEPS_BACK = 100;

/**
 * Takes a step from `head`, once for all requests of one idempotency key.
 * @param keyed The caller's key and the text of the request; undefined: each request takes a step of its own.
 * @throws UseCaseError what `trainStepFromHead` and `answerIdempotently` throw
 */
export async function trainStepOnce(
  ports: TrainStepOncePorts,
  request: TrainStepRequest,
  keyed: { readonly key: string; readonly text: string } | undefined,
): Promise<{ readonly answer: StepOutcome; readonly replayed: boolean }> {
  if (keyed === undefined) return { answer: await trainStepFromHead(ports, request), replayed: false };
  return answerIdempotently(
    ports,
    { operation: 'trainStep', ...keyed },
    {
      run: (requestId) => trainStepFromHead(ports, { ...request, requestId }),
      findDone: async (requestId) => (await findTakenStep(ports, requestId))?.outcome,
    },
  );
}

/** A step that was taken, and the rows of its object that it was not taken on. */
interface TakenStep {
  readonly outcome: StepOutcome;
  readonly leftOut?: LeftOutRows;
}

/** Finds the step of a request in the lineage of `head`. A step that `head` never named does not count. */
export async function findTakenStep(
  ports: Pick<TrainStepPorts, 'registry' | 'pointers'>,
  requestId: string,
): Promise<TakenStep | undefined> {
  let version = (await ports.pointers.read('head'))?.version;
  for (let back = 0; back < MAX_STEPS_BACK && version !== undefined; back++) {
    const record = await ports.registry.get(version);
    if (record?.origin !== 'train-step') return undefined;
    // `saveStep` wrote the report of each record of this origin.
    const step = record as unknown as StepRecord;
    const { leftOut } = step.report;
    if (step.report.requestId === requestId)
      return { outcome: await readStepOutcome(ports, step), ...(leftOut && { leftOut }) };
    version = record.parent;
  }
  return undefined;
}
