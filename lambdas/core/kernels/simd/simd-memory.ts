import type { Reals } from '../../numerics/reals.ts';
import { KernelError } from '../kernel-error.ts';
import type { WasmMemory } from '../web-assembly.ts';
import { Arena } from './arena.ts';

/** Address 0 stands for an absent array, so the first block comes later. */
const FIRST_ADDRESS = 64;

/** The kernels' memory: allocates arrays in it and makes views of its addresses. */
export class SimdMemory {
  readonly #memory: WasmMemory;
  readonly #arena: Arena;
  /** All buffer objects of this memory: growth makes a new object over the same bytes. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();

  constructor(memory: WasmMemory) {
    this.#memory = memory;
    this.#arena = new Arena(memory, FIRST_ADDRESS);
  }

  /** A new array of `length` float32 zeros. */
  reals(length: number): Float32Array {
    return this.floatsAt(this.allocate(length * 4), length).fill(0);
  }

  /** A new array of `length` float64 zeros. */
  doubles(length: number): Float64Array {
    return this.doublesAt(this.allocate(length * 8), length).fill(0);
  }

  /** A new array of `length` int32 zeros. */
  integers(length: number): Int32Array {
    return this.integersAt(this.allocate(length * 4), length).fill(0);
  }

  /** Frees an array. @throws KernelError `not-allocated` */
  release(array: Reals | Int32Array): void {
    if (!this.holds(array)) throw new KernelError('not-allocated', 'the array was not allocated by these kernels');
    this.#arena.free(array.byteOffset);
  }

  /** True if the array is a view of this memory. */
  holds(array: ArrayBufferView): boolean {
    return this.#buffers.has(array.buffer);
  }

  /** The address of a new block of bytes of any content. @throws KernelError `out-of-memory` */
  allocate(bytes: number): number {
    return this.#arena.allocate(bytes);
  }

  /** Frees a block by its address. @throws KernelError `not-allocated` */
  free(start: number): void {
    this.#arena.free(start);
  }

  bytesAt(start: number, length: number): Uint8Array {
    return new Uint8Array(this.#buffer(), start, length);
  }

  floatsAt(start: number, length: number): Float32Array {
    return new Float32Array(this.#buffer(), start, length);
  }

  doublesAt(start: number, length: number): Float64Array {
    return new Float64Array(this.#buffer(), start, length);
  }

  integersAt(start: number, length: number): Int32Array {
    return new Int32Array(this.#buffer(), start, length);
  }

  #buffer(): SharedArrayBuffer {
    const { buffer } = this.#memory;
    this.#buffers.add(buffer);
    return buffer;
  }
}
