import { operations } from './generated/operations.ts';
import type { OperationId, RequestValues } from './requests.ts';

/** Whether an operation may be sent again if nobody knows what became of the first attempt. */
export function mayRepeat(id: OperationId): boolean {
  return operations[id].isSentOnce !== true;
}

/**
 * A request whose repetition does nothing a second time: with an idempotency key where the operation takes one, and with
 * a name for a training run, of which a second one is never started.
 * @param newKey Called once for a request, if the caller gave neither key nor name
 */
export function withKey(id: OperationId, values: RequestValues, newKey: () => string): RequestValues {
  if ('idempotencyKey' in operations[id].headers)
    return { ...values, idempotencyKey: values.idempotencyKey ?? newKey() };
  if (id !== 'startTrainingRun') return values;
  const body = (values.body ?? {}) as RequestValues;
  return body.name === undefined && body.resume === undefined
    ? { ...values, body: { ...body, name: newKey() } }
    : values;
}
