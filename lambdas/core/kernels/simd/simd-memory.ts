import type { Reals } from '../../numerics/reals.ts';
import { KernelError } from '../kernel-error.ts';
import type { WasmMemory } from '../web-assembly.ts';
import { Arena } from './arena.ts';

/** The kernels' memory as arrays: those that live in it, and copies of others for the length of a call. */
export class SimdMemory {
  readonly #memory: WasmMemory;
  readonly #arena: Arena;
  /** Every buffer object this memory ever had: growth makes a new one over the same bytes. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();

  constructor(memory: WasmMemory) {
    this.#memory = memory;
    this.#arena = new Arena(memory, 64);
  }

  reals(length: number): Float32Array {
    return this.floatsAt(this.take(length * 4), length).fill(0);
  }

  doubles(length: number): Float64Array {
    return this.doublesAt(this.take(length * 8), length).fill(0);
  }

  integers(length: number): Int32Array {
    return this.integersAt(this.take(length * 4), length).fill(0);
  }

  release(array: Reals | Int32Array): void {
    if (!this.holds(array)) throw new KernelError('not-allocated', 'the array was not allocated by these kernels');
    this.#arena.give(array.byteOffset);
  }

  /** True when the array lies in this memory. */
  holds(array: Reals | Int32Array): boolean {
    return this.#buffers.has(array.buffer);
  }

  take(bytes: number): number {
    return this.#arena.take(bytes);
  }

  give(start: number): void {
    this.#arena.give(start);
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
