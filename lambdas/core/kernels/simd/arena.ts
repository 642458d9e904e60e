import { KernelError } from '../kernel-error.ts';
import type { WasmMemory } from '../web-assembly.ts';

const PAGE_BYTES = 65_536;
/** Pages of a new memory. They take no memory until they are written. */
export const FIRST_PAGES = 32;
/** Bytes of a cache line; every block starts at a multiple of it. */
const ALIGNMENT = 64;

interface Range {
  readonly start: number;
  readonly bytes: number;
}

/**
 * Allocates blocks of a WebAssembly memory, first fit. The memory is shared, so views of it stay valid when it grows.
 */
export class Arena {
  readonly #memory: WasmMemory;
  #free: Range[];
  readonly #taken = new Map<number, number>();

  /** @param start The first byte that may be allocated. */
  constructor(memory: WasmMemory, start: number) {
    this.#memory = memory;
    const first = roundUp(start, ALIGNMENT);
    this.#free = [{ start: first, bytes: memory.buffer.byteLength - first }];
  }

  /**
   * Allocates a block of at least `bytes` bytes of any content and returns its address.
   * @throws KernelError `out-of-memory`
   */
  allocate(bytes: number): number {
    const needed = Math.max(roundUp(bytes, ALIGNMENT), ALIGNMENT);
    let at = this.#free.findIndex((range) => range.bytes >= needed);
    if (at < 0) at = this.#grow(needed);
    const { start, bytes: room } = this.#free[at]!;
    this.#free.splice(at, 1, ...(room > needed ? [{ start: start + needed, bytes: room - needed }] : []));
    this.#taken.set(start, needed);
    return start;
  }

  /** Frees a block by its address. @throws KernelError `not-allocated` */
  free(start: number): void {
    const bytes = this.#taken.get(start);
    if (bytes === undefined)
      throw new KernelError('not-allocated', `no block is allocated at ${start}; a block can be freed once only`);
    this.#taken.delete(start);
    this.#insertFree({ start, bytes });
  }

  /** Inserts a free range in order and merges it with adjacent ones. Returns its place in `#free`. */
  #insertFree(range: Range): number {
    const next = this.#free.findIndex((one) => one.start > range.start);
    const at = next < 0 ? this.#free.length : next;
    const [before, after] = [this.#free[at - 1], this.#free[at]];
    const joinsBefore = before !== undefined && before.start + before.bytes === range.start;
    const joinsAfter = after !== undefined && range.start + range.bytes === after.start;
    const start = joinsBefore ? before.start : range.start;
    const bytes = range.start - start + range.bytes + (joinsAfter ? after.bytes : 0);
    const from = joinsBefore ? at - 1 : at;
    this.#free.splice(from, Number(joinsBefore) + Number(joinsAfter), { start, bytes });
    return from;
  }

  #grow(needed: number): number {
    const end = this.#memory.buffer.byteLength;
    const last = this.#free.at(-1);
    const spare = last !== undefined && last.start + last.bytes === end ? last.bytes : 0;
    const pages = Math.ceil((needed - spare) / PAGE_BYTES);
    // To twice its size if possible, so that it grows rarely.
    const added = [Math.max(pages, end / PAGE_BYTES), pages].find((some) => tryGrow(this.#memory, some));
    if (added === undefined) {
      throw new KernelError(
        'out-of-memory',
        `the kernels' memory of ${end} bytes cannot grow by ${needed}; use smaller batches or tables`,
      );
    }
    return this.#insertFree({ start: end, bytes: added * PAGE_BYTES });
  }
}

/** Grows the memory by so many pages. Returns false if they are not available. */
export function tryGrow(memory: WasmMemory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false;
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
