import { clock, eventQueue } from '../composition/compose.ts';
import { logWarning } from '../composition/logger.ts';
import type { EventRow } from '../formats/events/event-schema.ts';
import { eventsSchema, readEvent } from '../http/event-body.ts';
import { buildEntryProblem } from '../http/http-response.ts';
import { HttpProblem } from '../http/problems.ts';
import { validateBody } from '../http/validation.ts';
import { acceptEvents } from '../use-cases/events/accept-events.ts';
import { toProblem } from './error-to-problem.ts';
import { createHttpHandler } from './http-handler.ts';

const ports = { queue: eventQueue() };

/** What became of each event: undefined if it was accepted. */
async function accept(read: readonly (EventRow | HttpProblem)[]): Promise<(HttpProblem | undefined)[]> {
  const rows = read.filter((one): one is EventRow => !(one instanceof HttpProblem));
  const causes = await acceptEvents(ports, rows);
  const failures = causes.filter((cause) => cause !== undefined);
  if (failures.length > 0) logWarning(`${failures.length} of ${rows.length} events were not accepted`, failures[0]);
  const inOrder = causes.values();
  return read.map((one) => {
    if (one instanceof HttpProblem) return one;
    const cause = inOrder.next().value;
    return cause && new HttpProblem(toProblem(cause).code, 'the event is not accepted: send it again');
  });
}

function describe(row: EventRow | HttpProblem, index: number, problem: HttpProblem | undefined): object {
  if (problem === undefined) return { index, status: 202, at: (row as EventRow).at };
  return { index, problem: buildEntryProblem(problem.code, problem.message, problem.extras.errors) };
}

export const handler = createHttpHandler({
  'POST /v1/events': async (request) => {
    const { events } = validateBody(eventsSchema, request.json());
    const now = clock.now();
    const read = events.map((one, index) => readEvent(one, index, now));
    const problems = await accept(read);
    const accepted = problems.filter((one) => one === undefined).length;
    return { status: 202, body: { accepted, data: read.map((one, index) => describe(one, index, problems[index])) } };
  },
});
