import type { JudgingRow } from '../../core/catalog/training-row.ts';
import { candidateIdPrefix, judgingMetaSchema } from '../../formats/judging-schema.ts';
import { hasEndingOf, JUDGING_META_KEY, UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import type { InboxObject, ObjectInbox } from '../../ports/object-inbox.ts';
import { goodRecords, openCurrent } from '../uploads/good-records.ts';

export interface JudgingData {
  /** Rows to judge on; none when the shop has not given any. */
  readonly rows: readonly JudgingRow[];
  /** Only products whose id begins so are ranked; empty for all. */
  readonly candidateIdPrefix: string;
}

/** The judging data of the shop, in the order of the keys. What cannot be read is left out. */
export async function gatherJudgingData(inbox: ObjectInbox): Promise<JudgingData> {
  const rows: JudgingRow[] = [];
  for await (const object of inbox.list(UPLOAD_PREFIXES.judging)) {
    if (!hasEndingOf('judging', object.key)) continue;
    for await (const row of goodRecords(inbox, object, 'judging', () => {})) rows.push(row);
  }
  const meta = await inbox.find(JUDGING_META_KEY);
  return { rows, candidateIdPrefix: meta ? candidateIdPrefix(await candidatesOf(inbox, meta)) : '' };
}

async function candidatesOf(inbox: ObjectInbox, meta: InboxObject): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openCurrent(inbox, meta)) ?? []) chunks.push(chunk);
  try {
    return judgingMetaSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).candidates;
  } catch {
    // A description that cannot be read ranks all products, as none does.
    return undefined;
  }
}
