import type { IndexedVersions } from '../../ports/vector-index.ts';

/** The versions in a vector index, in memory, for tests. */
export class MemoryIndexedVersions implements IndexedVersions {
  readonly #versions = new Set<string>();

  async has(modelVersion: string): Promise<boolean> {
    return this.#versions.has(modelVersion);
  }

  async add(modelVersion: string): Promise<void> {
    this.#versions.add(modelVersion);
  }

  async remove(modelVersion: string): Promise<void> {
    this.#versions.delete(modelVersion);
  }
}
