import type { Reals } from '../numerics/reals.ts';

/** The numbers that something has become, by name: what a checkpoint holds of it. */
export type NamedArrays = Readonly<Record<string, Reals | Int32Array>>;

/** Something that can be cut off and gone on with elsewhere, to the last bit. */
export interface Resumable {
  /** What it has become so far. Views of its own memory: to be copied before it goes on. */
  state(): NamedArrays;
  /**
   * Becomes what `state` was taken of. The receiver was made with the same arguments.
   * @throws CheckpointError `other-state` when names or lengths are not its own.
   */
  restore(state: NamedArrays): void;
}

/** The arrays under longer names: `table` becomes `adam/table`. */
export function under(prefix: string, arrays: NamedArrays): NamedArrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, values]) => [`${prefix}/${name}`, values]));
}

/** The arrays whose names begin so, by the rest of their names. */
export function within(prefix: string, arrays: NamedArrays): NamedArrays {
  const begin = `${prefix}/`;
  return Object.fromEntries(
    Object.entries(arrays)
      .filter(([name]) => name.startsWith(begin))
      .map(([name, values]) => [name.slice(begin.length), values]),
  );
}
