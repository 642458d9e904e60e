import { FormatError } from '../../formats/format-record.ts';
import type { RecordKind } from '../../formats/object-layout.ts';
import { type RecordKinds, readRecords } from '../../formats/read-records.ts';
import type { InboxObject, ObjectInbox } from '../../ports/object-inbox.ts';
import { StoreError } from '../../ports/store-error.ts';

/**
 * Yields the good records of an object as it is now; none if it is gone. If the file breaks off, the records end there.
 * @param onUnreadable Called if the file, or the rest of it, cannot be read.
 * @param onOpened Called before the records, with the object that is read: a newer one if the object was replaced.
 */
export async function* readGoodRecords<Kind extends RecordKind>(
  inbox: ObjectInbox,
  object: InboxObject,
  kind: Kind,
  onUnreadable: (cause: FormatError) => void,
  onOpened: (object: InboxObject) => void = () => {},
): AsyncGenerator<RecordKinds[Kind], void, void> {
  const bytes = await openCurrent(inbox, object, onOpened);
  if (bytes === undefined) return;
  try {
    for await (const record of readRecords(bytes, object.key, kind)) if (record.ok) yield record.value;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    onUnreadable(cause);
  }
}

/** Opens an object, or the newer one if it was replaced since it was listed. @returns undefined if it is gone. */
export async function openCurrent(
  inbox: ObjectInbox,
  object: InboxObject,
  onOpened: (object: InboxObject) => void = () => {},
): Promise<AsyncIterable<Uint8Array> | undefined> {
  let current: InboxObject | undefined = object;
  while (current) {
    try {
      const bytes = await inbox.open(current);
      onOpened(current);
      return bytes;
    } catch (cause) {
      const isReplacedOrGone =
        cause instanceof StoreError && (cause.code === 'object-changed' || cause.code === 'object-missing');
      if (!isReplacedOrGone) throw cause;
      current = await inbox.find(object.key);
    }
  }
  return undefined;
}
