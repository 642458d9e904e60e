import type { EventObjects } from '../../ports/upload-store.ts';
import type { MemoryUploadStore } from './upload-store.ts';

/** Writes objects of events into the uploads in memory, for tests. */
export class MemoryEventObjects implements EventObjects {
  readonly #uploads: MemoryUploadStore;

  constructor(uploads: MemoryUploadStore) {
    this.#uploads = uploads;
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    this.#uploads.put(key, bytes);
  }
}
