import type { CachedTextVector, TextVectorStore } from '../../../ports/text-vectors/text-vector-store.ts';

/** Vectors of texts in memory. They do not expire. */
export class MemoryTextVectorStore implements TextVectorStore {
  readonly stored = new Map<string, CachedTextVector>();
  readonly #days = new Map<string, number>();

  async getMany(hashes: readonly string[]): Promise<ReadonlyMap<string, CachedTextVector>> {
    return new Map(
      hashes.flatMap((hash) => {
        const found = this.stored.get(hash);
        return found ? [[hash, found] as const] : [];
      }),
    );
  }

  async putMany(entries: readonly (CachedTextVector & { readonly hash: string })[]): Promise<void> {
    for (const { hash, vector, expiresAt } of entries)
      this.stored.set(hash, { vector: Float32Array.from(vector), expiresAt });
  }

  async addToDay(day: string, texts: number): Promise<number> {
    const count = (this.#days.get(day) ?? 0) + texts;
    this.#days.set(day, count);
    return count;
  }
}
