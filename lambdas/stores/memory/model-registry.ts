import type { ModelRecord, ModelRegistry, WeightsExpiry } from '../../ports/model-registry.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import { pageNewestFirst } from './listing.ts';

/** The model versions in memory, for tests; stored as JSON text, so that no object is shared with the caller. */
export class MemoryModelRegistry implements ModelRegistry {
  readonly #records = new Map<string, string>();

  async create(record: ModelRecord): Promise<'created' | 'exists'> {
    if (this.#records.has(record.version)) return 'exists';
    this.#records.set(record.version, JSON.stringify(record));
    return 'created';
  }

  async get(version: string): Promise<ModelRecord | undefined> {
    const text = this.#records.get(version);
    return text === undefined ? undefined : (JSON.parse(text) as ModelRecord);
  }

  async setExpiry(version: string, expiry: WeightsExpiry | undefined): Promise<void> {
    const record = await this.get(version);
    if (record === undefined) return;
    const { weightsExpireAt: _, weightsRemoved: __, ...kept } = record;
    this.#records.set(version, JSON.stringify({ ...kept, ...expiry }));
  }

  async list(page: PageRequest): Promise<Page<ModelRecord>> {
    const records = [...this.#records.values()].map((text) => JSON.parse(text) as ModelRecord);
    return pageNewestFirst(records, (record) => ({ at: record.createdAt, id: record.version }), 'model', page);
  }
}
