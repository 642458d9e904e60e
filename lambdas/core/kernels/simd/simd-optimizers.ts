import { type AdamMoments, isRowwise } from '../../numerics/adam-rows.ts';
import type { RowList } from '../../numerics/average-rows.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { RowGradients } from '../../numerics/row-gradients.ts';
import type { KernelFunctions } from '../reference-kernels.ts';
import { checkFloats, checkRowList, checkRows, checkSizes } from './checks.ts';
import { type Frame, inFrame } from './frame.ts';
import { adamOfBags, packAdamStep, takesBags } from './simd-adam-bags.ts';
import { DENSE, PART_NUMBERS, rowsPerPart, type SimdContext } from './simd-context.ts';

/** If fewer than one row in so many is listed, sorting the list costs more than it saves. */
const FEW = 32;

/** Parts are multiples of a cache line of numbers. */
const LINE_NUMBERS = 16;

type OptimizerKernels = Pick<KernelFunctions, 'adam' | 'adamRows' | 'adagradRows' | 'averageRows'>;

/** Parameter updates (numerics/adam-rows.ts, numerics/adagrad-rows.ts, numerics/average-rows.ts). */
export function simdOptimizers(context: SimdContext): OptimizerKernels {
  const { memory, scheduler } = context;
  return {
    adam: (values, moments, gradient, step) => {
      checkMoments(values, moments);
      checkFloats('gradient', gradient, values.length);
      inFrame(memory, (frame) => {
        const updated = [frame.output(values), frame.output(moments.mean), frame.output(moments.square)] as const;
        const args = [...updated, frame.input(gradient), frame.input(packAdamStep(step))] as const;
        scheduler.run('adam', args, { count: values.length, minPerPart: PART_NUMBERS, multiple: LINE_NUMBERS });
      });
    },
    adamRows: (table, moments, gradients, step) => {
      checkMoments(table, moments, gradients.T);
      if (takesBags(context, table, gradients)) {
        adamOfBags(context, table, moments, gradients, step);
        return;
      }
      checkRows(gradients, table.length);
      const { count, D, T } = gradients;
      inFrame(memory, (frame) => {
        const updated = [frame.output(table), frame.output(moments.mean), frame.output(moments.square)] as const;
        const from = orderRows(context, frame, gradients);
        const isSparse = Number(T / DENSE > count);
        const args = [
          ...updated,
          ...from,
          isSparse,
          Number(isRowwise(moments, T)),
          D,
          frame.input(packAdamStep(step)),
        ] as const;
        scheduler.run('adamRows', args, { count, minPerPart: rowsPerPart(D) });
      });
    },
    adagradRows: (table, square, gradients, { learningRate, epsilon }) => {
      checkFloats('table', table, 0);
      checkFloats('square', square, table.length);
      checkRows(gradients, table.length);
      const { count, D } = gradients;
      inFrame(memory, (frame) => {
        const updated = [frame.output(table), frame.output(square)] as const;
        const args = [...updated, ...orderRows(context, frame, gradients), D, learningRate, epsilon] as const;
        scheduler.run('adagradRows', args, { count, minPerPart: rowsPerPart(D) });
      });
    },
    averageRows: ({ D, current, sums, mentioned }, values, { decay, step }, rows) => {
      checkSizes({ D, step });
      const T = mentioned.length;
      for (const [name, array] of Object.entries({ current, sums, values })) checkFloats(name, array, T * D);
      if (rows) checkRowList('row', rows.touched, rows.count, T);
      inFrame(memory, (frame) => {
        const updated = [frame.output(current), frame.output(sums), frame.output(mentioned)] as const;
        const list = rows ? ascendingList(context, frame, rows, T) : 0;
        const args = [...updated, frame.input(values), list, D, decay, step] as const;
        scheduler.run('averageRows', args, { count: rows?.count ?? T, minPerPart: rowsPerPart(D) });
      });
    },
  };
}

/** The gradients of the touched rows, and pairs of row and slot in the order in which the rows are updated. */
function orderRows(
  { wasm }: SimdContext,
  frame: Frame,
  { values, touched, slots, count, D, T }: RowGradients,
): readonly [gradients: number, order: number] {
  const order = frame.scratch(count * 8);
  wasm.rowOrder(frame.input(slots), T, frame.input(touched, count), count, order);
  return [frame.input(values, count * D), order];
}

/** The rows of a list, in ascending order if it names more than a few of the T. */
function ascendingList({ wasm }: SimdContext, frame: Frame, { touched, count }: RowList, T: number): number {
  const list = frame.input(touched, count);
  if (count < T / FEW) return list;
  const ascending = frame.scratch(count * 4);
  const distinct = wasm.ascendingRows(list, count, T, frame.scratch(T), ascending);
  // With a row listed twice, the ascending list is shorter than `count` and its end is undefined.
  return distinct === count ? ascending : list;
}

/** @param T The rows of a table, which may have one square each. */
function checkMoments(values: Reals, moments: AdamMoments, T?: number): void {
  checkFloats('values', values, 0);
  checkFloats('mean', moments.mean, values.length);
  checkFloats('square', moments.square, T !== undefined && isRowwise(moments, T) ? T : values.length);
}
