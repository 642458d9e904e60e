import { operations } from './generated/operations.ts';
import type { OperationId, RequestValues } from './requests.ts';

/** Whether an operation may be sent again if nobody knows what became of the first attempt. */
export function mayRepeat(id: OperationId): boolean {
  return operations[id].isSentOnce !== true;
}

/**
 * A request whose repetition does nothing a second time: with an idempotency key where the operation takes one, with a
 * name for a training run, of which a second one is never started, and with a time for each event, which then counts once.
 * @param newKey Called once for a request, if the caller gave neither key nor name
 * @param now Milliseconds since 1970
 */
export function withKey(id: OperationId, values: RequestValues, newKey: () => string, now: number): RequestValues {
  if ('idempotencyKey' in operations[id].headers)
    return { ...values, idempotencyKey: values.idempotencyKey ?? newKey() };
  if (id === 'recordEvents') return { ...values, body: withTimes(values.body, now) };
  if (id !== 'startTrainingRun') return values;
  const body = (values.body ?? {}) as RequestValues;
  return body.name === undefined && body.resume === undefined
    ? { ...values, body: { ...body, name: newKey() } }
    : values;
}

/**
 * Equal events of one time would count once, so each has a millisecond of its own. What is no event is left as it is: the
 * API says what is wrong with it.
 */
function withTimes(body: unknown, now: number): unknown {
  const { events } = (body ?? {}) as { readonly events?: unknown };
  if (!Array.isArray(events)) return body;
  return { ...(body as object), events: events.map((one, i) => withTime(one, now + i)) };
}

function withTime(event: unknown, now: number): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event;
  const { at } = event as { readonly at?: unknown };
  return { ...event, at: at ?? new Date(now).toISOString() };
}
