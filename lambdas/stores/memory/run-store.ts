import type { RunStore } from '../../ports/run-store.ts';

/** The data of runs in memory, for tests. Bytes are copied on the way in and out. */
export class MemoryRunStore implements RunStore {
  readonly #bytes = new Map<string, Uint8Array>();

  async write(runId: string, name: string, bytes: Uint8Array): Promise<void> {
    this.#bytes.set(`${runId}/${name}`, Uint8Array.from(bytes));
  }

  async read(runId: string, name: string): Promise<Uint8Array | undefined> {
    const bytes = this.#bytes.get(`${runId}/${name}`);
    return bytes && Uint8Array.from(bytes);
  }
}
