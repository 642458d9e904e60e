import type { IdempotencyRecord, IdempotencyStore } from '../../ports/idempotency-store.ts';

/** Requests with an idempotency key in memory, for tests; stored as JSON text, so that no object is shared with the caller. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #records = new Map<string, string>();

  async get(id: string): Promise<IdempotencyRecord | undefined> {
    return this.#read(id);
  }

  async put(record: IdempotencyRecord, over: string | undefined): Promise<'written' | 'conflict'> {
    if (this.#read(record.id)?.claim !== over) return 'conflict';
    this.#records.set(record.id, JSON.stringify(record));
    return 'written';
  }

  #read(id: string): IdempotencyRecord | undefined {
    const text = this.#records.get(id);
    return text === undefined ? undefined : (JSON.parse(text) as IdempotencyRecord);
  }
}
