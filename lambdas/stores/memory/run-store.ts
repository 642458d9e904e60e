import type { RunStore } from '../../ports/run-store.ts';

/** The data of runs in memory, for tests. Bytes are copied on the way in and out. */
export class MemoryRunStore implements RunStore {
  readonly #kept = new Map<string, Uint8Array>();

  async write(runId: string, name: string, bytes: Uint8Array): Promise<void> {
    this.#kept.set(`${runId}/${name}`, Uint8Array.from(bytes));
  }

  async read(runId: string, name: string): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(`${runId}/${name}`);
    return kept && Uint8Array.from(kept);
  }
}
