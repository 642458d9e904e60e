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
  /** Where there is one. */
  readonly hidden?: HiddenLayer;
}

/** Gradients of the parameters: of the table only the rows that a batch touched. */
export interface EncoderGradients {
  readonly table: RowGradients;
  /** (F, D) */
  readonly dense: Reals;
  readonly hidden?: HiddenLayer;
}

/** Gradients of zero. @param memory Where they live, or their precision. */
export function createGradients(
  { D, table, dense, hidden }: EncoderParameters,
  memory: Precision | Allocator,
): EncoderGradients {
  const allocator = typeof memory === 'string' ? heapAllocator(memory) : memory;
  const own = { table: new RowGradients(table.length / D, D, allocator), dense: allocator.reals(dense.length) };
  return hidden === undefined ? own : { ...own, hidden: mapHidden(hidden, (values) => allocator.reals(values.length)) };
}

/** The parameters by name, the table apart, which moves by rows. */
export function listDenseParameters({ dense, hidden }: Omit<EncoderParameters, 'D' | 'table'>): [string, Reals][] {
  const layer = hidden === undefined ? [] : (['inner', 'bias', 'outer'] as const);
  return [['dense', dense], ...layer.map((name): [string, Reals] => [`hidden.${name}`, hidden![name]])];
}

/** Moves the parameters, in place, within a step that was begun. */
export function applyGradients(optimizer: Optimizer, parameters: EncoderParameters, gradients: EncoderGradients): void {
  optimizer.updateRows('table', parameters.table, gradients.table);
  const slopes = listDenseParameters(gradients);
  listDenseParameters(parameters).forEach(([name, values], p) => {
    optimizer.update(name, values, slopes[p]![1]);
  });
}

/** Forgets the gradients: back to zeros. */
export function clearGradients(gradients: EncoderGradients): void {
  gradients.table.clear();
  for (const [, slopes] of listDenseParameters(gradients)) slopes.fill(0);
}

/** The parameters in a precision, or in a memory: always a copy. */
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

/** All parameters have one precision. */
export function getPrecision({ dense }: EncoderParameters): Precision {
  return dense instanceof Float64Array ? 'float64' : 'float32';
}

/** True when every parameter is finite. */
export function areParametersFinite({ table, dense, hidden }: EncoderParameters): boolean {
  const layer = hidden === undefined ? [] : [hidden.inner, hidden.bias, hidden.outer];
  return [table, dense, ...layer].every(allFinite);
}

function mapHidden({ H, inner, bias, outer }: HiddenLayer, to: (values: Reals) => Reals): HiddenLayer {
  return { H, inner: to(inner), bias: to(bias), outer: to(outer) };
}
