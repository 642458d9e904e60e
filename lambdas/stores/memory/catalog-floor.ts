import type { CatalogFloor } from '../../ports/catalog-floor.ts';

/** The floor of the catalog in memory, for tests. */
export class MemoryCatalogFloor implements CatalogFloor {
  #revision: string | undefined;

  async read(): Promise<string | undefined> {
    return this.#revision;
  }

  async raise(revision: string): Promise<void> {
    if (this.#revision === undefined || this.#revision < revision) this.#revision = revision;
  }
}
