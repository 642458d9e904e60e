import { clock, eventQueue } from '../composition/compose.ts';
import { logWarning } from '../composition/logger.ts';
import { eventsSchema, type ReadEvent, readEvent } from '../http/event-body.ts';
import { buildEntryProblem } from '../http/http-response.ts';
import { HttpProblem } from '../http/problems.ts';
import { validateBody } from '../http/validation.ts';
import { acceptEvents } from '../use-cases/events/accept-events.ts';
import { createHttpHandler, toProblem } from './answers/http-handler.ts';

const ports = { queue: eventQueue() };

/** Puts the good events on the queue. @returns those that are accepted now, and the problems of all others */
async function accept(read: readonly ReadEvent[]): Promise<ReadEvent[]> {
  const rows = read.filter((one): one is Exclude<ReadEvent, HttpProblem> => !(one instanceof HttpProblem));
  const causes = await acceptEvents(ports, rows);
  const failures = causes.filter((cause) => cause !== undefined);
  if (failures.length > 0) logWarning(`${failures.length} of ${rows.length} events were not accepted`, failures[0]);
  const byRow = new Map(rows.map((row, i) => [row as ReadEvent, causes[i]]));
  return read.map((one) => {
    const cause = byRow.get(one);
    return cause ? new HttpProblem(toProblem(cause).code, 'the event is not accepted: send it again') : one;
  });
}

function describe(one: ReadEvent, index: number): object {
  if (!(one instanceof HttpProblem)) return { index, status: 202, at: one.at };
  return { index, problem: buildEntryProblem(one.code, one.message, one.extras.errors) };
}

export const handler = createHttpHandler({
  'POST /v1/events': async (request) => {
    const { events } = validateBody(eventsSchema, request.json());
    const now = clock.now();
    const results = await accept(events.map((one, index) => readEvent(one, index, now)));
    const accepted = results.filter((one) => !(one instanceof HttpProblem)).length;
    return { status: 202, body: { accepted, data: results.map(describe) } };
  },
});
