import { type Allocator, heapAllocator } from '../numerics/allocator.ts';
import { allFinite, type Precision, type Reals, zeros } from '../numerics/reals.ts';
import { RowGradients } from '../numerics/row-gradients.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { HiddenLayer } from './hidden-layer.ts';

/** The parameters of an encoder of D dimensions over T token rows and F dense inputs. */
export interface EncoderParameters {
  readonly D: number;
  /** (T, D) */
  readonly table: Reals;
  /** (F, D) */
  readonly dense: Reals;
  /** If present. */
  readonly hidden?: HiddenLayer;
}

/** Gradients of the parameters. Those of the table are sparse: they cover the rows that a batch touched. */
export interface EncoderGradients {
  readonly table: RowGradients;
  /** (F, D) */
  readonly dense: Reals;
  readonly hidden?: HiddenLayer;
}

/** Creates gradients of zero. @param memory The allocator of the arrays, or the precision of ordinary arrays. */
export function createGradients(
  { D, table, dense, hidden }: EncoderParameters,
  memory: Precision | Allocator,
): EncoderGradients {
  const allocator = typeof memory === 'string' ? heapAllocator(memory) : memory;
  const own = { table: new RowGradients(table.length / D, D, allocator), dense: allocator.reals(dense.length) };
  return hidden === undefined ? own : { ...own, hidden: mapHidden(hidden, (values) => allocator.reals(values.length)) };
}

/** The parameters by name, without the table, which is updated by rows. */
export function listDenseParameters({ dense, hidden }: Omit<EncoderParameters, 'D' | 'table'>): [string, Reals][] {
  const layer = hidden === undefined ? [] : (['inner', 'bias', 'outer'] as const);
  return [['dense', dense], ...layer.map((name): [string, Reals] => [`hidden.${name}`, hidden![name]])];
}

/** Updates the parameters in place. Call `optimizer.beginStep` first. */
export function applyGradients(optimizer: Optimizer, parameters: EncoderParameters, gradients: EncoderGradients): void {
  optimizer.updateRows('table', parameters.table, gradients.table);
  const slopes = listDenseParameters(gradients);
  listDenseParameters(parameters).forEach(([name, values], p) => {
    optimizer.update(name, values, slopes[p]![1]);
  });
}

/** Sets the gradients to zero. */
export function clearGradients(gradients: EncoderGradients): void {
  gradients.table.clear();
  for (const [, slopes] of listDenseParameters(gradients)) slopes.fill(0);
}

/** Copies the parameters to a precision or to the memory of an allocator. */
export function copyParameters(
  { D, table, dense, hidden }: EncoderParameters,
  memory: Precision | Allocator,
): EncoderParameters {
  const copy = (values: Reals): Reals => {
    const copied = typeof memory === 'string' ? zeros(memory, values.length) : memory.reals(values.length);
    copied.set(values);
    return copied;
  };
  const own = { D, table: copy(table), dense: copy(dense) };
  return hidden === undefined ? own : { ...own, hidden: mapHidden(hidden, copy) };
}

/** The precision of the parameters, which is the same for all. */
export function getPrecision({ dense }: EncoderParameters): Precision {
  return dense instanceof Float64Array ? 'float64' : 'float32';
}

/** True if every parameter is finite. */
export function areParametersFinite({ table, dense, hidden }: EncoderParameters): boolean {
  const layer = hidden === undefined ? [] : [hidden.inner, hidden.bias, hidden.outer];
  return [table, dense, ...layer].every(allFinite);
}

function mapHidden({ H, inner, bias, outer }: HiddenLayer, to: (values: Reals) => Reals): HiddenLayer {
  return { H, inner: to(inner), bias: to(bias), outer: to(outer) };
}
