import { FormatError } from '../../formats/files/format-error.ts';
import type { RecordKind } from '../../formats/object-layout.ts';
import { type RecordKinds, readRecords } from '../../formats/reading/read-records.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { UploadObject, UploadStore } from '../../ports/upload-store.ts';

/**
 * Yields the good records of an object as it is now; none if it is gone. If the file breaks off, the records end there.
 * @param onUnreadable Called if the file, or the rest of it, cannot be read.
 * @param onOpened Called before the records, with the object that is read: a newer one if the object was replaced.
 */
export async function* readGoodRecords<Kind extends RecordKind>(
  uploadStore: UploadStore,
  listed: UploadObject,
  kind: Kind,
  onUnreadable: (cause: FormatError) => void,
  onOpened: (object: UploadObject) => void = () => {},
): AsyncGenerator<RecordKinds[Kind], void, void> {
  let object = listed;
  let bytes = await openCurrent(uploadStore, listed, (current) => {
    object = current;
    onOpened(current);
  });
  if (bytes === undefined) return;
  const open = async () => {
    const first = bytes;
    bytes = undefined;
    return first ?? (await uploadStore.open(object));
  };
  try {
    for await (const record of readRecords({ name: object.key, open }, kind)) if (record.ok) yield record.value;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    onUnreadable(cause);
  }
}

/** Opens an object, or the newer one if it was replaced since it was listed. @returns undefined if it is gone. */
export async function openCurrent(
  uploadStore: UploadStore,
  object: UploadObject,
  onOpened: (object: UploadObject) => void = () => {},
): Promise<AsyncIterable<Uint8Array> | undefined> {
  let current: UploadObject | undefined = object;
  while (current) {
    try {
      const bytes = await uploadStore.open(current);
      onOpened(current);
      return bytes;
    } catch (cause) {
      const isReplacedOrGone =
        cause instanceof StoreError && (cause.code === 'object-changed' || cause.code === 'object-missing');
      if (!isReplacedOrGone) throw cause;
      current = await uploadStore.find(object.key);
    }
  }
  return undefined;
}
