import type { IgnoredField } from '../../core/catalog/reading-report.ts';
import { FormatError } from '../../formats/files/format-error.ts';
import type { RecordKind } from '../../formats/object-layout.ts';
import { type ReadOptions, type RecordKinds, readRecords } from '../../formats/reading/read-records.ts';
import { FILE_START, pointAfter, type ReadingPlace, type ReadingPoint } from '../../formats/reading/reading-place.ts';
import type { UploadObject, UploadStore } from '../../ports/upload-store.ts';
import type { RejectedLine } from './rejects-report.ts';

/** A good line of an upload. */
export interface AcceptedLine<Value> {
  /** From 1. */
  readonly line: number;
  readonly value: Value;
  /** Values that were left out or cut; absent if none was. */
  readonly ignored?: readonly IgnoredField[];
}

/** Consecutive lines of an upload: 256, fewer in the last batch, which may be empty. */
interface UploadBatch<Value> {
  /** Lines of the batch, good and bad; blank lines are not counted. */
  readonly lines: number;
  /** Lines from the beginning of the upload to the end of this batch. A repetition resumes at such a position. */
  readonly position: number;
  /** The same place in the file. */
  readonly point: ReadingPoint;
  readonly accepted: readonly AcceptedLine<Value>[];
  readonly rejected: readonly RejectedLine[];
  /** Only in the last batch: why the rest of the file cannot be read. The lines before are good. */
  readonly unreadable?: string;
}

export type BatchOf<Kind extends RecordKind> = UploadBatch<RecordKinds[Kind]>;

/** Where an earlier attempt ended. */
export interface ReadFrom extends ReadingPlace {
  /** That of the batch which ended at its point; 0 if it has none. */
  readonly position: number;
}

/** How an upload is read. */
export interface ReadBatchesOptions extends ReadOptions {
  readonly from?: ReadFrom | undefined;
  /**
   * Called for each piece of the file, of some 64 KiB, and may throw: a file may have no line for a long time.
   * @default nothing
   */
  readonly onBytes?: () => void;
}

/** Enough lines to write and embed together, few enough to hold in memory. */
const BATCH_LINES = 256;

/**
 * Reads an upload in batches, streamed with bounded memory. The last batch comes at the end of the file, or where it
 * breaks off.
 * @throws StoreError `object-changed` or `object-missing` if the object is no longer the one that was found.
 */
export async function* readBatches<Kind extends RecordKind>(
  uploadStore: Pick<UploadStore, 'open'>,
  object: UploadObject,
  kind: Kind,
  { onBytes = () => {}, ...options }: ReadBatchesOptions = {},
): AsyncGenerator<BatchOf<Kind>, void, void> {
  let { position = 0, point = FILE_START } = options.from ?? {};
  let [accepted, rejected]: [AcceptedLine<RecordKinds[Kind]>[], RejectedLine[]] = [[], []];
  const takeBatch = (): BatchOf<Kind> => {
    const batch = { lines: accepted.length + rejected.length, position, point, accepted, rejected };
    [accepted, rejected] = [[], []];
    return batch;
  };
  try {
    const source = { name: object.key, open: () => uploadStore.open(object), onBytes };
    for await (const record of readRecords(source, kind, options)) {
      position += 1;
      point = pointAfter(point, record);
      if (record.ok) {
        const { line, value, ignored } = record;
        accepted.push({ line, value, ...(ignored && { ignored }) });
      } else rejected.push(record);
      if (position % BATCH_LINES === 0) yield takeBatch();
    }
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    yield { ...takeBatch(), unreadable: cause.message };
    return;
  }
  yield takeBatch();
}
