import type { JudgingRow } from '../../core/catalog/training-row.ts';
import { hasEndingOf, JUDGING_META_KEY, UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import { judgingMetaSchema, parseCandidateIdPrefix } from '../../formats/schemas/judging-schema.ts';
import type { UploadObject, UploadStore } from '../../ports/upload-store.ts';
import { openCurrent, readGoodRecords } from '../uploads/good-records.ts';

export interface JudgingData {
  /** Rows to judge on; empty if the shop has uploaded none. */
  readonly rows: readonly JudgingRow[];
  /** Only products whose id begins with this are ranked; empty for all products. */
  readonly candidateIdPrefix: string;
}

/** Reads the shop's judging data in the order of the object keys. Leaves out what cannot be read. */
export async function gatherJudgingData(uploadStore: UploadStore): Promise<JudgingData> {
  const rows: JudgingRow[] = [];
  for await (const object of uploadStore.list(UPLOAD_PREFIXES.judging)) {
    if (object.key === JUDGING_META_KEY || !hasEndingOf('judging', object.key)) continue;
    for await (const row of readGoodRecords(uploadStore, object, 'judging', () => {})) rows.push(row);
  }
  const meta = await uploadStore.find(JUDGING_META_KEY);
  return { rows, candidateIdPrefix: meta ? parseCandidateIdPrefix(await readCandidates(uploadStore, meta)) : '' };
}

/** @returns undefined if `judging/meta.json` cannot be read: all products are then ranked, as without the file */
async function readCandidates(uploadStore: UploadStore, meta: UploadObject): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openCurrent(uploadStore, meta)) ?? []) chunks.push(chunk);
  try {
    return judgingMetaSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).candidates;
  } catch {
    return undefined;
  }
}
