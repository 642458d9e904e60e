import type { ProductMap } from '../../core/map/product-map.ts';
import type { MapPartKind, MapStore, StoredMap } from '../../ports/snapshot-store.ts';

/** Maps in memory, for tests. */
export class MemoryMapStore implements MapStore {
  readonly #maps = new Map<string, StoredMap>();

  async save(stored: StoredMap): Promise<void> {
    this.#maps.set(stored.map.modelVersion, structuredClone(stored));
  }

  async read(modelVersion: string): Promise<ProductMap | undefined> {
    return this.#maps.get(modelVersion)?.map;
  }

  async readPart(modelVersion: string, kind: MapPartKind, part: number): Promise<Uint8Array | undefined> {
    return this.#maps.get(modelVersion)?.[kind][part]?.slice();
  }
}
