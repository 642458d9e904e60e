import { FormatError } from '../../formats/format-error.ts';
import { type RecordKinds, readRecords } from '../../formats/read-records.ts';
import type { InboxObject, ObjectInbox } from '../../ports/object-inbox.ts';
import { StoreError } from '../../ports/store-error.ts';

/**
 * The good records of an object as it is now; none when it is gone. Where the file breaks off, the records end.
 * @param onUnreadable Told that the file, or the rest of it, cannot be read.
 * @param onOpened Told which object is read, before its records come.
 */
export async function* goodRecords<Kind extends keyof RecordKinds>(
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

/** The bytes of an object, also when it was replaced since it was listed; undefined when it is gone. */
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
      if (!(cause instanceof StoreError && (cause.code === 'object-changed' || cause.code === 'object-missing'))) {
        throw cause;
      }
      current = await inbox.find(object.key);
    }
  }
  return undefined;
}
