import type { Reals } from '../numerics/reals.ts';
import { CheckpointError } from './checkpoint-error.ts';

/**
 * The state of an object as flat arrays by name, e.g. weights or optimizer moments. A checkpoint stores such arrays.
 */
export type NamedArrays = Readonly<Record<string, Reals | Int32Array>>;

/** An object whose state can be saved and restored elsewhere bit for bit. */
export interface Resumable {
  /** The current state. The arrays are views of live memory: copy them before the object changes again. */
  state(): NamedArrays;
  /**
   * Overwrites the state with a saved one. The receiver must be constructed with the same arguments as the saved
   * object.
   * @throws CheckpointError `other-state` when the names or lengths differ.
   */
  restore(state: NamedArrays): void;
}

/** Adds a prefix to every name: with `adam`, `table` becomes `adam/table`. */
export function addPrefix(prefix: string, arrays: NamedArrays): NamedArrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, values]) => [`${prefix}/${name}`, values]));
}

/** Selects the arrays with a prefix, by their names without it: the inverse of `addPrefix`. */
export function selectPrefix(prefix: string, arrays: NamedArrays): NamedArrays {
  const begin = `${prefix}/`;
  return Object.fromEntries(
    Object.entries(arrays)
      .filter(([name]) => name.startsWith(begin))
      .map(([name, values]) => [name.slice(begin.length), values]),
  );
}

/** Copies a saved array into a live one of the same length and element size. @throws CheckpointError `other-state` */
export function restoreInto(live: Reals | Int32Array, saved: Reals | Int32Array | undefined, name: string): void {
  if (saved?.length !== live.length || saved.BYTES_PER_ELEMENT !== live.BYTES_PER_ELEMENT) {
    const found = saved === undefined ? 'missing' : `${saved.length} numbers of ${saved.BYTES_PER_ELEMENT} bytes`;
    const expected = `${live.length} of ${live.BYTES_PER_ELEMENT}`;
    throw new CheckpointError('other-state', `${name} is ${found}, expected ${expected}: restart the run`);
  }
  live.set(saved);
}

/**
 * Checks the length of a state that was restored before the parameter was known that it belongs to. @throws
 * CheckpointError `other-state`
 */
export function checkRestored(state: Reals, length: number, name: string): void {
  if (state.length === length) return;
  throw new CheckpointError('other-state', `${name} is ${state.length} numbers, expected ${length}: restart the run`);
}

/** Copies saved arrays into the live ones of the same names. @throws CheckpointError `other-state` */
export function restoreAll(live: NamedArrays, saved: NamedArrays): void {
  for (const [name, values] of Object.entries(live)) restoreInto(values, saved[name], name);
}
