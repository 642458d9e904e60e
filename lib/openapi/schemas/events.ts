import * as z from 'zod';
import { eventSchema, MAX_EVENTS } from '../../../lambdas/http/event-body.ts';
import { countSchema, timeSchema } from './common.ts';
import { entryProblemSchema } from './problems.ts';

/** The body of a request with events. The handler checks each event by itself. */
export const eventsRequestSchema = z.strictObject({ events: z.array(eventSchema).min(1).max(MAX_EVENTS) });

const event = { index: countSchema.describe('The position in `events`, from 0.') };

/** The answer to events. */
export const acceptedEventsSchema = z.object({
  accepted: countSchema.describe('Events that will be collected.'),
  data: z
    .array(
      z.union([
        z.object({
          ...event,
          status: z.literal(202).describe('The event is accepted.'),
          at: timeSchema.describe('The time that it has.'),
        }),
        z.object({ ...event, problem: entryProblemSchema }),
      ]),
    )
    .describe('A result or a problem for each event, in order.'),
});
