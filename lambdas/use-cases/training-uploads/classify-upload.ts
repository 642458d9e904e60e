import type { TripletRow } from '../../core/catalog/training-row.ts';
import { FormatError } from '../../formats/format-error.ts';
import { hasEndingOf, UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import { readRecords } from '../../formats/read-records.ts';
import type { JobStore } from '../../ports/job-store.ts';
import type { ModelPointers } from '../../ports/model-registry.ts';
import type { ObjectInbox } from '../../ports/object-inbox.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { ModelSource } from '../models/model-source.ts';
import { orderOf, type UploadEvent } from '../uploads/upload-event.ts';

/** Rows that a step is taken on at most, as by `POST /v1/train`. */
const MOST_STEP_ROWS = 1000;
/** The rows are held in memory while the step is taken: packed or not, and as text, no more than this. */
const MOST_STEP_BYTES = 16 * 1024 ** 2;
/** Lines, good and bad, that are read at most to know. */
const MOST_STEP_LINES = 10_000;

/** A row that a step can be taken on. */
export type WholeTriplet = Required<TripletRow>;

export interface StepUploadPorts {
  readonly inbox: ObjectInbox;
  readonly jobs: JobStore;
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly models: Pick<ModelSource, 'get'>;
}

/**
 * Whether an upload is one that a step from `head` is taken on: there is a head to go on from, and the object under `triplets/`
 * holds 1 to 1,000 good rows, each a triplet with its negative, in 10,000 lines and 16 MiB at most. One that was checked for a run before stays with that.
 */
export async function isStepUpload(ports: StepUploadPorts, event: UploadEvent): Promise<boolean> {
  if (!event.key.startsWith(UPLOAD_PREFIXES.triplets) || !hasEndingOf('training', event.key)) return false;
  const before = await ports.jobs.get('upload', event.key);
  if (before?.detail.order === orderOf(event)) {
    if (before.detail.step !== undefined) return true;
    if (before.detail.trainingRun !== undefined) return false;
  }
  const head = await ports.pointers.read('head');
  if (head === undefined || !(await holdsFewTriplets(ports.inbox, event))) return false;
  return (await ports.models.get(head.version)) !== undefined;
}

/** Whether a row is a triplet with its negative. */
export function isWholeTriplet(row: object): row is WholeTriplet {
  return 'negative' in row && row.negative !== undefined;
}

/** Reads no further than it takes to know. What is gone, replaced or broken is for whoever reads it in earnest. */
async function holdsFewTriplets(inbox: ObjectInbox, { key, etag }: UploadEvent): Promise<boolean> {
  const object = await inbox.find(key);
  if (object === undefined || object.bytes === 0 || (etag !== '' && object.etag !== etag)) return false;
  if (object.bytes > MOST_STEP_BYTES) return false;
  let [lines, rows, characters] = [0, 0, 0];
  try {
    for await (const record of readRecords(await inbox.open(object), key, 'training')) {
      lines += 1;
      if (lines > MOST_STEP_LINES) return false;
      if (!record.ok) continue;
      if (!isWholeTriplet(record.value)) return false;
      rows += 1;
      characters += JSON.stringify(record.value).length;
      if (rows > MOST_STEP_ROWS || characters > MOST_STEP_BYTES) return false;
    }
    return rows > 0;
  } catch (cause) {
    const isOfTheObject = cause instanceof StoreError && /^object-/.test(cause.code);
    if (cause instanceof FormatError || isOfTheObject) return false;
    throw cause;
  }
}
