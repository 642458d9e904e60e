import type { Reals } from '../../numerics/reals.ts';
import type { SimdMemory } from './simd-memory.ts';

/**
 * The arrays of one kernel call as addresses in the kernels' memory. Arrays that are already there keep their address;
 * others are copied in, and the results out again.
 */
export class Frame {
  readonly #memory: SimdMemory;
  readonly #blocks: number[] = [];
  readonly #copiesOut: (() => void)[] = [];

  constructor(memory: SimdMemory) {
    this.#memory = memory;
  }

  /** The address of an array that is only read, as float32 or int32. */
  input(array: Reals | Int32Array, length = array.length): number {
    if (this.#memory.holds(array) && !(array instanceof Float64Array)) return array.byteOffset;
    const start = this.scratch(length * 4);
    const copy =
      array instanceof Int32Array ? this.#memory.integersAt(start, length) : this.#memory.floatsAt(start, length);
    copy.set(array.length === length ? array : array.subarray(0, length));
    return start;
  }

  /** The address of an array that is only read, as float64. */
  doubles(array: Float64Array, length: number): number {
    if (this.#memory.holds(array)) return array.byteOffset;
    const start = this.scratch(length * 8);
    this.#memory.doublesAt(start, length).set(array.length === length ? array : array.subarray(0, length));
    return start;
  }

  /** The address of an array that is read and written, as float64. */
  updatedDoubles(array: Float64Array, length: number): number {
    const start = this.doubles(array, length);
    if (!this.#memory.holds(array)) this.#copiesOut.push(() => array.set(this.#memory.doublesAt(start, length)));
    return start;
  }

  /**
   * The address of an array that is read and written, as float32 or int32. With `isWriteOnly` its old content is not
   * copied in.
   */
  output(array: Reals | Int32Array, length = array.length, isWriteOnly = false): number {
    if (this.#memory.holds(array)) return array.byteOffset;
    const start = isWriteOnly ? this.scratch(length * 4) : this.input(array, length);
    this.#copiesOut.push(() => {
      const isInteger = array instanceof Int32Array;
      array.set(isInteger ? this.#memory.integersAt(start, length) : this.#memory.floatsAt(start, length));
    });
    return start;
  }

  /** The address of a new block of bytes of any content, freed at the end of the call. */
  scratch(bytes: number): number {
    const start = this.#memory.allocate(bytes);
    this.#blocks.push(start);
    return start;
  }

  /** Copies the results to the arrays outside of the memory. */
  copyResults(): void {
    for (const copyOut of this.#copiesOut) copyOut();
  }

  /** Frees the copies and the scratch blocks. */
  free(): void {
    for (const start of this.#blocks) this.#memory.free(start);
  }
}

/** Runs one kernel call with a frame, copies its results out and frees the frame. */
export function inFrame<T>(memory: SimdMemory, call: (frame: Frame) => T): T {
  const frame = new Frame(memory);
  try {
    const result = call(frame);
    frame.copyResults();
    return result;
  } finally {
    frame.free();
  }
}
