import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';

/** Memory may grow by so much from the first third of the inputs to the last: caches fill, and code is compiled. */
const MAX_GROWTH_BYTES = 12 * 1024 ** 2;

/** V8's collection of garbage, which Node.js shows to a new context once the flag is set. */
export function exposeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

/** Compares the memory after the first third of many inputs with that after the last. */
export class MemoryWatch {
  readonly #third: number;
  readonly #collect: (() => void) | undefined;
  #inputs = 0;
  #storedBytes = 0;
  #bytesAtThird: number | undefined;

  /** @param inputs How many there will be. @param collect Collects garbage; without it nothing is compared. */
  constructor(inputs: number, collect: (() => void) | undefined) {
    this.#third = Math.max(1, Math.floor(inputs / 3));
    this.#collect = collect;
  }

  /** @param storedBytes What the tested code stores for good. */
  afterInput(storedBytes: number): void {
    this.#inputs += 1;
    if (this.#inputs > this.#third) this.#storedBytes += storedBytes;
    if (this.#inputs === this.#third) this.#bytesAtThird = this.#usedBytes();
  }

  /** Call it after the last input. */
  check(): void {
    const used = this.#usedBytes();
    if (used === undefined || this.#bytesAtThird === undefined) return;
    const grown = used - this.#bytesAtThird - this.#storedBytes;
    const since = `memory grew by ${grown} bytes from input ${this.#third} to ${this.#inputs}`;
    expect(grown, since).toBeLessThan(MAX_GROWTH_BYTES);
  }

  /** On the heap and outside of it, without garbage. */
  #usedBytes(): number | undefined {
    if (this.#collect === undefined) return undefined;
    this.#collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  }
}
