import type { TripletRow } from '../../core/catalog/training-row.ts';
import { MAX_STEP_TRIPLETS } from '../../core/training/config/step-settings.ts';
import { hasEndingOf, UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import type { JobStore } from '../../ports/job-store.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { UploadStore } from '../../ports/upload-store.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import { readLearnedFrom } from '../models/learned-from.ts';
import type { ModelSource } from '../models/model-cache.ts';
import type { ReadObject } from '../uploads/open-upload.ts';
import { type BatchOf, readBatches } from '../uploads/read-batches.ts';
import { orderOf, type UploadEvent } from '../uploads/upload-event.ts';

/**
 * The lines are held in memory during the step: the object, compressed or not, and what is held of its lines as text
 * are at most so large.
 */
const MAX_STEP_BYTES = 16 * 1024 ** 2;
/** Lines of an upload for a step, good and bad. */
const MAX_STEP_LINES = 10_000;

/** A row that a step can be taken on. */
export type WholeTriplet = TripletRow & Required<Pick<TripletRow, 'negative'>>;

export interface ClassifyUploadPorts {
  readonly uploadStore: UploadStore;
  readonly jobs: JobStore;
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly models: Pick<ModelSource, 'get'>;
  readonly registry: Pick<ModelRegistry, 'get'>;
}

/** What an upload of training data leads to, and its content if that was read to know. */
export interface ClassifiedUpload {
  readonly leadsTo: 'step' | 'run';
  /** Present if the upload is small: it was read to its end, or to an interruption, and need not be read again. */
  readonly read?: ReadObject<'training'>;
}

/**
 * Decides whether an online step is taken on an upload or a training run is started for it. A step needs a `head` and a
 * small object under `triplets/`: 1 to 1,000 good rows, at most 10,000 lines, at most 16 MiB. Each row must be a
 * triplet with its negative. A `head` that learned from the catalog alone is no start for steps: a run on the rows replaces
 * it. An event that was classified before leads to the same again.
 *
 * What is read when:
 * - An upload that cannot lead to a step (by its prefix or size, or without `head`) is not read here. The check for the
 *   run reads it once.
 * - A small upload is read here, once, to its end; the step, or the check for the run, uses what was read.
 * - Of any other upload the beginning is read here, up to the limits; the check for the run then reads it from its
 *   beginning.
 * - If the read is interrupted, the upload leads to a run, and the check for it reports the interruption in the job
 *   without another read. The job names no run then, so that the repeated event is classified afresh.
 * - A training run reads all training objects in an invocation of its own, minutes later: see `gatherTrainingData`.
 */
export async function classifyUpload(
  ports: ClassifyUploadPorts,
  event: UploadEvent,
  remaining: RemainingTime,
): Promise<ClassifiedUpload> {
  const { key } = event;
  if (!key.startsWith(UPLOAD_PREFIXES.triplets) || !hasEndingOf('training', key)) return { leadsTo: 'run' };
  const before = await ports.jobs.get('upload', key);
  if (before?.detail.order === orderOf(event)) {
    if (before.detail.step !== undefined) return { leadsTo: 'step' };
    if (before.detail.trainingRun !== undefined) return { leadsTo: 'run' };
  }
  const head = await ports.pointers.read('head');
  if (head === undefined || (await readLearnedFrom(ports.registry, head.version)) === 'catalog')
    return { leadsTo: 'run' };
  const read = await readSmallUpload(ports.uploadStore, event, remaining);
  if (read === undefined) return { leadsTo: 'run' };
  const isStep = holdsOnlyTriplets(read) && (await ports.models.get(head.version)) !== undefined;
  return { leadsTo: isStep ? 'step' : 'run', read };
}

/** Whether a row is a triplet with its negative. */
export function isWholeTriplet(row: object): row is WholeTriplet {
  return 'negative' in row && row.negative !== undefined;
}

function holdsOnlyTriplets({ batches }: ReadObject<'training'>): boolean {
  const rows = batches.flatMap(({ accepted }) => accepted);
  const isWhole = batches.every(({ unreadable }) => unreadable === undefined);
  return isWhole && rows.length > 0 && rows.every(({ value }) => isWholeTriplet(value));
}

/**
 * @returns undefined for an object that is larger than the limits, gone or replaced: the check for the run says so. A
 *   read that was interrupted is returned without batches.
 */
async function readSmallUpload(
  uploadStore: UploadStore,
  { key, etag }: UploadEvent,
  remaining: RemainingTime,
): Promise<ReadObject<'training'> | undefined> {
  const object = await uploadStore.find(key);
  if (object === undefined || object.bytes === 0 || (etag !== '' && object.etag !== etag)) return undefined;
  if (object.bytes > MAX_STEP_BYTES) return undefined;
  const onBytes = () => checkDeadline(remaining, `reading ${key}`);
  const batches: BatchOf<'training'>[] = [];
  let [rows, characters] = [0, 0];
  try {
    for await (const batch of readBatches(uploadStore, object, 'training', { onBytes })) {
      batches.push(batch);
      rows += batch.accepted.length;
      characters += countCharacters(batch);
      if (batch.position > MAX_STEP_LINES || rows > MAX_STEP_TRIPLETS || characters > MAX_STEP_BYTES) return undefined;
    }
    return { object, batches };
  } catch (cause) {
    if (cause instanceof StoreError && (cause.code === 'object-changed' || cause.code === 'object-missing'))
      return undefined;
    return { object, batches: [], interruption: cause };
  }
}

/** The characters that a batch holds: its rows as JSON text, and what its rejected lines report. */
function countCharacters({ accepted, rejected }: BatchOf<'training'>): number {
  let characters = 0;
  for (const { value } of accepted) characters += JSON.stringify(value).length;
  for (const { text, detail } of rejected) characters += text.length + detail.length;
  return characters;
}
