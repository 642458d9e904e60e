import type { UploadObject, UploadStore } from '../../ports/upload-store.ts';

/** Objects that are read while another one is used. A read of S3 takes about 20 ms, and there may be 100,000 of them. */
export const OBJECTS_AHEAD = 16;
/** Larger objects are not read ahead: they would fill the memory, and their bytes take longer than the wait. */
export const MAX_AHEAD_BYTES = 1024 ** 2;

/** An object, and a store whose first `open` of it has its bytes already, if it is small. */
export interface ObjectAhead {
  readonly object: UploadObject;
  readonly uploadStore: UploadStore;
}

/** Yields objects in their order, while the next small ones are being read. */
export async function* readAhead(
  uploadStore: UploadStore,
  objects: AsyncIterable<UploadObject>,
): AsyncGenerator<ObjectAhead, void, void> {
  const ahead: ObjectAhead[] = [];
  for await (const object of objects) {
    ahead.push({ object, uploadStore: object.bytes <= MAX_AHEAD_BYTES ? openNow(uploadStore, object) : uploadStore });
    if (ahead.length > OBJECTS_AHEAD) yield ahead.shift()!;
  }
  yield* ahead;
}

/** A store that reads the object now, for its first `open`. If that fails, the object is opened again. */
function openNow(uploadStore: UploadStore, object: UploadObject): UploadStore {
  let read: Promise<Uint8Array[] | undefined> | undefined = readWhole(uploadStore, object).catch(() => undefined);
  return {
    find: (key) => uploadStore.find(key),
    list: (prefix) => uploadStore.list(prefix),
    open: async (asked) => {
      const chunks = asked === object ? await read : undefined;
      read = undefined;
      return chunks === undefined ? uploadStore.open(asked) : yieldAll(chunks);
    },
  };
}

async function readWhole(uploadStore: UploadStore, object: UploadObject): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await uploadStore.open(object)) chunks.push(chunk);
  return chunks;
}

async function* yieldAll(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}
