import { type AdamMoments, type AdamStep, isRowwise } from '../../numerics/adam-rows.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { RowGradients } from '../../numerics/row-gradients.ts';
import { inFrame } from './frame.ts';
import { indexOfBags } from './simd-bags.ts';
import { DENSE, rowsPerPart, type SimdContext } from './simd-context.ts';

/** If a table has more rows than so many for each token of the bags, an index over its rows costs more than it saves. */
const MAX_ROWS_PER_TOKEN = 32;

/** Bytes of rows and moments that are prefetched together: they fit the first-level cache. */
const AHEAD_BYTES = 24_576;

/**
 * True if Adam takes the gradients as sums over the bags, row by row, so that they are never written to memory: if no
 * sum is taken yet, and the table is not far larger than the bags.
 */
export function takesBags({ wasm }: SimdContext, table: Reals, { deferred, T, D }: RowGradients): boolean {
  return (
    deferred !== undefined &&
    T * D <= table.length &&
    T <= deferred.nnz * MAX_ROWS_PER_TOKEN &&
    D * 4 <= wasm.gemmWorkspaceBytes()
  );
}

/** One step of Adam for the rows that deferred bags touch, to the bits of adding up the gradients first. */
export function adamOfBags(
  context: SimdContext,
  table: Reals,
  moments: AdamMoments,
  gradients: RowGradients,
  step: AdamStep,
): void {
  const { wasm, memory, scheduler } = context;
  const { T, D } = gradients;
  const { mean, square } = moments;
  const { bags, dOutput, B, nnz } = gradients.deferred!;
  inFrame(memory, (frame) => {
    const updated = [frame.output(table), frame.output(mean), frame.output(square)] as const;
    const { chunks, bounds, entries } = indexOfBags(context, frame, bags, { B, T });
    // The list may be outside of the memory of the kernels, as the gradients are.
    const room = Math.min(T, nnz) + 1;
    const list = frame.scratch(room * 4);
    const count = wasm.indexedRows(chunks, bounds, T, list);
    gradients.listRows(room, (rows) => {
      rows.set(memory.integersAt(list, count));
      return count;
    });
    const rowwise = isRowwise(moments, T);
    const ahead = T / DENSE > count ? Math.max(1, Math.floor(AHEAD_BYTES / ((rowwise ? 8 : 12) * D))) : 0;
    const sums = [chunks, bounds, entries, frame.input(dOutput, B * D), list] as const;
    const minPerPart = Math.min(rowsPerPart(D), Math.ceil((rowsPerPart(D) * count) / nnz));
    scheduler.run('adamBags', [...updated, frame.input(packAdamStep(step)), ...sums, T, D, ahead, Number(rowwise)], {
      count,
      minPerPart,
    });
  });
}

/** The numbers of a step as assembly/optimizers.ts reads them. */
export function packAdamStep({ beta1, beta2, rate, correction, epsilon }: AdamStep): Float32Array {
  return Float32Array.of(beta1, 1 - beta1, beta2, 1 - beta2, rate, correction, epsilon);
}
