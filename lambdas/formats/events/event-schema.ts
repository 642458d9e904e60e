import * as z from 'zod';
import type { GroupRow, QueryRow } from '../../core/catalog/training-row.ts';
import { groupRowSchema, queryRowSchema } from '../schemas/training-schema.ts';

/** What shoppers did, as a training row: products that were used or bought together, or found by a search text. */
export type EventRow = (GroupRow | QueryRow) & {
  /** RFC 3339. Two rows of one event have the same time, so that it counts once. */
  readonly at: string;
};

const withTime = { at: groupRowSchema.shape.at.unwrap() };

/** The rows of a message. */
export const eventRowsSchema = z.array(z.union([groupRowSchema.extend(withTime), queryRowSchema.extend(withTime)]));
