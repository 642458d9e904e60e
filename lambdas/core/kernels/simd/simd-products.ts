import type { Reals } from '../../numerics/reals.ts';
import type { KernelFunctions } from '../reference-kernels.ts';
import { checkFloats, checkRowList, checkSizes } from './checks.ts';
import { type Frame, inFrame } from './frame.ts';
import type { ProductShape, Strides } from './gemm.ts';
import type { SimdContext } from './simd-context.ts';

type ProductKernels = Pick<
  KernelFunctions,
  'multiply' | 'multiplyTransposed' | 'multiplyLeftTransposed' | 'linearForward' | 'linearBackward'
>;

/** Products of matrices (numerics/matmul.ts, numerics/linear.ts). Transposed factors are read with swapped strides. */
export function simdProducts(context: SimdContext): ProductKernels {
  return {
    multiply: (a, b, out, B, C, D) => {
      checkSizes({ B, C, D });
      multiplyStrided(context, { rows: B, columns: D, terms: C }, [a, [C, 1]], [b, [D, 1]], out, false);
    },
    multiplyTransposed: (a, b, out, B, C, D) => {
      checkSizes({ B, C, D });
      multiplyStrided(context, { rows: B, columns: C, terms: D }, [a, [D, 1]], [b, [1, D]], out, false);
    },
    multiplyLeftTransposed: (a, b, out, B, C, D) => {
      checkSizes({ B, C, D });
      multiplyStrided(context, { rows: C, columns: D, terms: B }, [a, [1, C]], [b, [D, 1]], out, false);
    },
    linearForward: (input, weight, output, B, F, D) => {
      checkSizes({ B, F, D });
      multiplyStrided(context, { rows: B, columns: D, terms: F }, [input, [F, 1]], [weight, [D, 1]], output, true);
    },
    linearBackward: (input, dOutput, dWeight, B, F, D) => {
      checkSizes({ B, F, D });
      checkFloats('input', input, B * F);
      checkFloats('dOutput', dOutput, B * D);
      checkFloats('dWeight', dWeight, F * D);
      addLeftTransposed(context, input, dOutput, dWeight, B, F, D);
    },
  };
}

/** A matrix and its strides. */
type Factor = readonly [matrix: Reals, strides: Strides];

/** out = a b, or out += a b if `accumulate`. */
function multiplyStrided(
  { memory, gemm }: SimdContext,
  shape: ProductShape,
  [a, aStrides]: Factor,
  [b, bStrides]: Factor,
  out: Reals,
  accumulate: boolean,
): void {
  const { rows, columns, terms } = shape;
  checkFloats('a', a, rows * terms);
  checkFloats('b', b, terms * columns);
  checkFloats('out', out, rows * columns);
  inFrame(memory, (frame) => {
    const left = { at: frame.input(a, rows * terms), strides: aStrides };
    const right = { at: frame.input(b, terms * columns), strides: bStrides };
    const to = { at: frame.output(out, rows * columns, !accumulate), stride: columns };
    gemm.run(shape, left, right, to, accumulate);
  });
}

/** dWeight += inputᵀ dOutput over the rows of dOutput that are not all zeros. */
function addLeftTransposed(
  context: SimdContext,
  input: Reals,
  dOutput: Reals,
  dWeight: Reals,
  B: number,
  F: number,
  D: number,
): void {
  const { wasm, memory, gemm } = context;
  inFrame(memory, (frame) => {
    let [left, right] = [frame.input(input, B * F), frame.input(dOutput, B * D)];
    const rows = frame.scratch(B * 4);
    const terms = wasm.rowsInUse(right, B, D, rows);
    if (terms < B) {
      left = gatherScratch(context, frame, left, rows, terms, F);
      right = gatherScratch(context, frame, right, rows, terms, D);
    }
    const factors = [
      { at: left, strides: [1, F] },
      { at: right, strides: [D, 1] },
    ] as const;
    gemm.run({ rows: F, columns: D, terms }, ...factors, { at: frame.output(dWeight, F * D), stride: D }, true);
  });
}

/** Copies the listed rows of a matrix (_, D) into a scratch block, one after the other. */
function gatherScratch(
  { wasm }: SimdContext,
  frame: Frame,
  matrix: number,
  rows: number,
  count: number,
  D: number,
): number {
  const gathered = frame.scratch(count * D * 4);
  wasm.gatherRows(matrix, rows, gathered, count, D);
  return gathered;
}

/** Rows of a table by their numbers (numerics/gather.ts). */
export function simdGather({ wasm, memory }: SimdContext): Pick<KernelFunctions, 'gatherRows' | 'gatherDifferences'> {
  return {
    gatherRows: (table, rows, out, B, D) => {
      checkSizes({ B, D });
      checkFloats('table', table, 0);
      checkFloats('out', out, B * D);
      checkRowList('row', rows, B, countRows(table, D));
      inFrame(memory, (frame) => {
        wasm.gatherRows(frame.input(table), frame.input(rows, B), frame.output(out, B * D, true), B, D);
      });
    },
    gatherDifferences: (table, from, less, out, B, D) => {
      checkSizes({ B, D });
      checkFloats('table', table, 0);
      checkFloats('out', out, B * D);
      checkRowList('from', from, B, countRows(table, D));
      checkRowList('less', less, B, countRows(table, D));
      inFrame(memory, (frame) => {
        const at = frame.input(table);
        const [minuends, subtrahends] = [frame.input(from, B), frame.input(less, B)];
        wasm.gatherDifferences(at, minuends, at, subtrahends, frame.output(out, B * D, true), B, D);
      });
    },
  };
}

/** The number of rows of a table (T, D): T. */
export function countRows(table: Reals, D: number): number {
  return D > 0 ? Math.floor(table.length / D) : 0;
}
