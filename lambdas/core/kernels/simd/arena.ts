import { KernelError } from '../kernel-error.ts';
import type { WasmMemory } from '../web-assembly.ts';

const PAGE_BYTES = 65_536;
/** Every block starts at a multiple of a cache line. */
const ALIGNMENT = 64;
/** Memory grows by at least this, so that it grows seldom. */
const LEAST_GROWTH_PAGES = 16;

interface Range {
  readonly start: number;
  readonly bytes: number;
}

/** Hands out the bytes of a WebAssembly memory, first fit. The memory is shared, so views of it outlive its growth. */
export class Arena {
  readonly #memory: WasmMemory;
  #free: Range[];
  readonly #taken = new Map<number, number>();

  /** @param start The first byte that may be given out. */
  constructor(memory: WasmMemory, start: number) {
    this.#memory = memory;
    const first = roundUp(start, ALIGNMENT);
    this.#free = [{ start: first, bytes: memory.buffer.byteLength - first }];
  }

  /**
   * The address of a block of bytes of any content; at least one cache line.
   * @throws KernelError `out-of-memory`
   */
  take(bytes: number): number {
    const needed = Math.max(roundUp(bytes, ALIGNMENT), ALIGNMENT);
    let at = this.#free.findIndex((range) => range.bytes >= needed);
    if (at < 0) at = this.#grow(needed);
    const { start, bytes: room } = this.#free[at]!;
    this.#free.splice(at, 1, ...(room > needed ? [{ start: start + needed, bytes: room - needed }] : []));
    this.#taken.set(start, needed);
    return start;
  }

  /** Gives a block back. @throws KernelError `not-allocated` */
  give(start: number): void {
    const bytes = this.#taken.get(start);
    if (bytes === undefined) throw new KernelError('not-allocated', `no block at ${start} is given out`);
    this.#taken.delete(start);
    this.#put({ start, bytes });
  }

  /** Puts a range among the free ones and joins it with its neighbours. Returns where it is now. */
  #put(range: Range): number {
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
    const added = [Math.max(pages, LEAST_GROWTH_PAGES), pages].find((some) => tryGrow(this.#memory, some));
    if (added === undefined) {
      throw new KernelError(
        'out-of-memory',
        `${needed} bytes more than ${end} cannot be had; use smaller batches or tables`,
      );
    }
    return this.#put({ start: end, bytes: added * PAGE_BYTES });
  }
}

/** Whether so many pages could be had, and were added. */
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
