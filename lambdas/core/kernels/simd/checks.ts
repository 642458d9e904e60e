import type { Reals } from '../../numerics/reals.ts';
import type { RowGradients } from '../../numerics/row-gradients.ts';
import type { TokenBags } from '../../numerics/token-bags.ts';
import { KernelError } from '../kernel-error.ts';

/** 4 GiB of float32 numbers, the limit of 32-bit addresses. */
const MAX_NUMBERS = 2 ** 30;

/** Checks the sizes of a call, by name: whole numbers in [0, 2^30]. @throws KernelError `wrong-size` */
export function checkSizes(sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 0 || size > MAX_NUMBERS) {
      throw new KernelError('wrong-size', `${name} is ${size}, expected a whole number in [0, 2^30]`);
    }
  }
}

/** Checks for a float32 array of at least `length` numbers. @throws KernelError `wrong-precision`, `too-short` */
export function checkFloats(name: string, array: Reals, length: number): void {
  if (!(array instanceof Float32Array)) throw wrongPrecision(name);
  checkLength(name, array, length);
}

/** Checks that gradients are float32. @throws KernelError `wrong-precision` */
export function checkGradients({ isFloat32 }: RowGradients): void {
  if (!isFloat32) throw wrongPrecision('gradients');
}

/** Checks a list of B rows of a table with T rows. @throws KernelError `too-short`, `out-of-range` */
export function checkRowList(name: string, rows: Int32Array, B: number, T: number): void {
  checkLength(name, rows, B);
  for (let i = 0; i < B; i++) {
    const row = rows[i]!;
    if (row < 0 || row >= T)
      throw new KernelError('out-of-range', `${name} ${i} is ${row}, expected a row in [0, ${T})`);
  }
}

/** Checks for an array of at least `length` elements. @throws KernelError `too-short` */
export function checkLength(name: string, array: { readonly length: number }, length: number): void {
  if (array.length < length) {
    throw new KernelError('too-short', `${name} holds ${array.length} numbers, expected at least ${length}`);
  }
}

/**
 * Checks that the offsets of B bags ascend within the tokens and that all tokens are in [0, T).
 * @param allFit A faster check of a range of tokens, if available. It may return false although all fit.
 * @throws KernelError `too-short`, `out-of-range`
 */
export function checkBags(
  { offsets, tokens, weights }: TokenBags,
  B: number,
  T: number,
  allFit: (from: number, to: number) => boolean = () => false,
): void {
  checkLength('offsets', offsets, B + 1);
  let last = 0;
  for (let i = 0; i <= B; i++) {
    const offset = offsets[i]!;
    if (offset < last) throw new KernelError('out-of-range', `offset ${i} is ${offset}, expected at least ${last}`);
    last = offset;
  }
  checkLength('tokens', tokens, last);
  checkLength('weights', weights, last);
  if (allFit(offsets[0]!, last)) return;
  for (let t = offsets[0]!; t < last; t++) {
    const token = tokens[t]!;
    if (token < 0 || token >= T) {
      throw new KernelError('out-of-range', `token ${t} is ${token}, expected a token in [0, ${T})`);
    }
  }
}

/**
 * Checks that the gradients belong to rows of a table of `length` numbers. @throws KernelError `wrong-precision`,
 * `out-of-range`
 */
export function checkRows({ values, touched, count, D }: RowGradients, length: number): void {
  checkFloats('gradients', values, count * D);
  for (let s = 0; s < count; s++) {
    const row = touched[s]!;
    if (row < 0 || (row + 1) * D > length) {
      throw new KernelError(
        'out-of-range',
        `gradient ${s} is of row ${row}, expected a row in [0, ${Math.floor(length / D)})`,
      );
    }
  }
}

function wrongPrecision(name: string): KernelError {
  return new KernelError('wrong-precision', `${name} is float64, expected float32; use referenceKernels('float64')`);
}
