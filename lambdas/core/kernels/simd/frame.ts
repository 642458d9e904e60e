import type { Reals } from '../../numerics/reals.ts';
import type { SimdMemory } from './simd-memory.ts';

/** The addresses of one call: arrays of the kernels' memory as they are, others as copies that go when the call ends. */
export class Frame {
  readonly #memory: SimdMemory;
  readonly #taken: number[] = [];
  readonly #results: (() => void)[] = [];

  constructor(memory: SimdMemory) {
    this.#memory = memory;
  }

  /** The address of an input. */
  input(array: Reals | Int32Array, length = array.length): number {
    if (this.#memory.holds(array) && !(array instanceof Float64Array)) return array.byteOffset;
    const start = this.scratch(length * 4);
    const copy =
      array instanceof Int32Array ? this.#memory.integersAt(start, length) : this.#memory.floatsAt(start, length);
    copy.set(array.length === length ? array : array.subarray(0, length));
    return start;
  }

  /** The address of float64 numbers that stay so. */
  doubles(array: Float64Array, length: number): number {
    if (this.#memory.holds(array)) return array.byteOffset;
    const start = this.scratch(length * 8);
    this.#memory.doublesAt(start, length).set(array.length === length ? array : array.subarray(0, length));
    return start;
  }

  /** As `doubles`, of numbers that are read and written. */
  movedDoubles(array: Float64Array, length: number): number {
    const start = this.doubles(array, length);
    if (start !== array.byteOffset || !this.#memory.holds(array)) {
      this.#results.push(() => array.set(this.#memory.doublesAt(start, length)));
    }
    return start;
  }

  /** The address of something that is read and written; or, `fresh`, written without having been read. */
  output(array: Reals | Int32Array, length = array.length, fresh = false): number {
    if (this.#memory.holds(array)) return array.byteOffset;
    const start = fresh ? this.scratch(length * 4) : this.input(array, length);
    this.#results.push(() => {
      const isInteger = array instanceof Int32Array;
      array.set(isInteger ? this.#memory.integersAt(start, length) : this.#memory.floatsAt(start, length));
    });
    return start;
  }

  /** Bytes of any content. */
  scratch(bytes: number): number {
    const start = this.#memory.take(bytes);
    this.#taken.push(start);
    return start;
  }

  /** Copies the results out. */
  finish(): void {
    for (const copyOut of this.#results) copyOut();
  }

  /** Gives the copies and the scratch back. */
  end(): void {
    for (const start of this.#taken) this.#memory.give(start);
  }
}

/** Runs one call in a frame of its own. */
export function inFrame<T>(memory: SimdMemory, call: (frame: Frame) => T): T {
  const frame = new Frame(memory);
  try {
    const result = call(frame);
    frame.finish();
    return result;
  } finally {
    frame.end();
  }
}
