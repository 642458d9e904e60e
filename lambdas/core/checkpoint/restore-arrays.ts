import type { Reals } from '../numerics/reals.ts';
import { CheckpointError } from './checkpoint-error.ts';
import type { NamedArrays } from './named-arrays.ts';

/** Writes a saved array over a living one. @throws CheckpointError `other-state` */
export function restoreInto(living: Reals | Int32Array, saved: Reals | Int32Array | undefined, name: string): void {
  if (saved?.length !== living.length || saved.BYTES_PER_ELEMENT !== living.BYTES_PER_ELEMENT) {
    const found = saved === undefined ? 'missing' : `${saved.length} numbers of ${saved.BYTES_PER_ELEMENT} bytes`;
    const expected = `${living.length} of ${living.BYTES_PER_ELEMENT}`;
    throw new CheckpointError('other-state', `${name} is ${found}, expected ${expected}: begin the run anew`);
  }
  living.set(saved);
}

/** Writes saved arrays over living ones of the same names. @throws CheckpointError `other-state` */
export function restoreAll(living: NamedArrays, saved: NamedArrays): void {
  for (const [name, values] of Object.entries(living)) restoreInto(values, saved[name], name);
}
