import { type AnswerOncePorts, answerOnce } from './idempotency.ts';
import {
  outcomeOf,
  type StepRecord,
  type TrainStepOutcome,
  type TrainStepPorts,
  type TrainStepRequest,
  trainStepFromHead,
} from './train-step.ts';

export type TrainStepOncePorts = TrainStepPorts & AnswerOncePorts;

/** How many steps back a step is looked for that may have been taken unheard of. */
const MAX_STEPS_BACK = 100;

/**
 * The step from `head`, taken once for all requests of one key.
 * @param keyed The caller's key and the text of the request; undefined: every request is a step of its own.
 * @throws UseCaseError what `trainStepFromHead` and `answerOnce` throw
 */
export async function trainStepOnce(
  ports: TrainStepOncePorts,
  request: TrainStepRequest,
  keyed: { readonly key: string; readonly text: string } | undefined,
): Promise<{ readonly answer: TrainStepOutcome; readonly replayed: boolean }> {
  if (keyed === undefined) return { answer: await trainStepFromHead(ports, request), replayed: false };
  return answerOnce(
    ports,
    { operation: 'trainStep', ...keyed },
    {
      begin: (requestId) => trainStepFromHead(ports, { ...request, requestId }),
      find: (requestId) => findStep(ports, requestId),
    },
  );
}

/** The step in the lineage of `head` that a request has left there: what `head` never named does not count. */
export async function findStep(
  ports: Pick<TrainStepPorts, 'registry' | 'pointers'>,
  requestId: string,
): Promise<TrainStepOutcome | undefined> {
  let version = (await ports.pointers.read('head'))?.version;
  for (let back = 0; back < MAX_STEPS_BACK && version !== undefined; back++) {
    const record = await ports.registry.get(version);
    if (record?.origin !== 'train-step') return undefined;
    // A record of this origin has the report that `saveStep` gave it.
    if (record.report.requestId === requestId) return outcomeOf(ports, record as unknown as StepRecord);
    version = record.parent;
  }
  return undefined;
}
