import { StoreError } from '../../ports/store-error.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';

/** The weights in memory, for tests. Bytes are copied on the way in and out. */
export class MemoryWeightsStore implements WeightsStore {
  readonly #weights = new Map<string, Uint8Array>();

  async save(version: string, bytes: Uint8Array): Promise<void> {
    const stored = this.#weights.get(version);
    if (stored === undefined) {
      this.#weights.set(version, Uint8Array.from(bytes));
    } else if (Buffer.compare(stored, bytes) !== 0) {
      throw new StoreError(
        'weights-conflict',
        `Weights of ${bytes.length} bytes differ from the ${stored.length} bytes stored under model version "${version}": ` +
          'the content of weights determines their version, so save other weights under another version.',
      );
    }
  }

  async load(version: string): Promise<Uint8Array | undefined> {
    const stored = this.#weights.get(version);
    return stored && Uint8Array.from(stored);
  }

  async remove(version: string): Promise<void> {
    this.#weights.delete(version);
  }
}
