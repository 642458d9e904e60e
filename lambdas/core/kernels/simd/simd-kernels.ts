import type { InfoNceGradients, InfoNceOptions } from '../../losses/info-nce.ts';
import type { ListwiseOptions } from '../../losses/listwise-slopes.ts';
import type { TripletsLoss } from '../../losses/mined-triplet.ts';
import type { DifferenceOptions, TripletGradients, TripletOptions } from '../../losses/triplet.ts';
import type { AdagradStep } from '../../numerics/adagrad-rows.ts';
import type { AdamMoments, AdamStep } from '../../numerics/adam-rows.ts';
import type { AverageStep, RowAverage, RowList } from '../../numerics/average-rows.ts';
import type { TokenBags } from '../../numerics/embedding-bag.ts';
import { SMALLEST_NORM } from '../../numerics/normalize.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { RowGradients } from '../../numerics/row-gradients.ts';
import type { SeedStep, SeedTriplets } from '../../numerics/seed-steps.ts';
import type { Kernels } from '../kernels.ts';
import { oneThread, type Threads } from '../threads.ts';
import { checkBags, checkFloats, checkLength, checkRowList, checkRows, checkSizes } from './checks.ts';
import { type Frame, inFrame } from './frame.ts';
import { Gemm, type ProductShape, type Strides } from './gemm.ts';
import { simdBagBackward, simdBagForward } from './simd-bags.ts';
import type { SimdContext } from './simd-context.ts';
import { simdInfoNce } from './simd-info-nce.ts';
import { simdListwiseSlopes } from './simd-listwise.ts';
import { SimdMemory } from './simd-memory.ts';
import { instantiate, type SimdExports, type SimdMode, supportsSimd } from './simd-module.ts';
import { simdSemiHard } from './simd-semi-hard.ts';
import { simdTriplet, simdTripletOfDifferences } from './simd-triplet.ts';
import { WorkScheduler } from './work-scheduler.ts';

/** Numbers that are worth a part of their own, where each is read or written a few times. */
const PART_NUMBERS = 50_000;

/** Where more than one row in so many is touched, the processor foresees the next by itself. */
const DENSE = 4;

/** One row in so many is too few to go through all for their order. */
const FEW = 32;

/**
 * Kernels in WebAssembly SIMD with a memory of their own, which goes when they go.
 * @param mode `relaxed` becomes `strict` where the engine has no relaxed SIMD: see `name` of what you get.
 * @param threads Who helps. The results are the same, to the bit, however many they are (default: nobody).
 * @throws KernelError `unsupported`; any of the kernels `thread-lost`, after which their memory is not to be used.
 */
export function simdKernels(mode: SimdMode = 'strict', threads: Threads = oneThread): Kernels {
  return new SimdKernels(mode === 'relaxed' && supportsSimd('relaxed') ? 'relaxed' : 'strict', threads);
}

class SimdKernels implements Kernels {
  readonly name: SimdMode;
  readonly #wasm: SimdExports;
  readonly #memory: SimdMemory;
  readonly #scheduler: WorkScheduler;
  readonly #gemm: Gemm;

  constructor(mode: SimdMode, threads: Threads) {
    this.name = mode;
    const simd = instantiate(mode);
    this.#wasm = simd.exports;
    this.#memory = new SimdMemory(simd.memory);
    this.#scheduler = new WorkScheduler(simd, this.#memory, threads, simd.exports.gemmWorkspaceBytes());
    this.#gemm = new Gemm(this.#scheduler);
  }

  reals(length: number): Float32Array {
    checkSizes({ length });
    return this.#memory.reals(length);
  }

  doubles(length: number): Float64Array {
    checkSizes({ length });
    return this.#memory.doubles(length);
  }

  integers(length: number): Int32Array {
    checkSizes({ length });
    return this.#memory.integers(length);
  }

  release(array: Reals | Int32Array): void {
    this.#memory.release(array);
  }

  multiply(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void {
    checkSizes({ B, C, D });
    this.#product({ rows: B, columns: D, terms: C }, a, [C, 1], b, [D, 1], out, false);
  }

  multiplyTransposed(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void {
    checkSizes({ B, C, D });
    this.#product({ rows: B, columns: C, terms: D }, a, [D, 1], b, [1, D], out, false);
  }

  multiplyLeftTransposed(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void {
    checkSizes({ B, C, D });
    this.#product({ rows: C, columns: D, terms: B }, a, [1, C], b, [D, 1], out, false);
  }

  linearForward(input: Reals, weight: Reals, output: Reals, B: number, F: number, D: number): void {
    checkSizes({ B, F, D });
    this.#product({ rows: B, columns: D, terms: F }, input, [F, 1], weight, [D, 1], output, true);
  }

  linearBackward(input: Reals, dOutput: Reals, dWeight: Reals, B: number, F: number, D: number): void {
    checkSizes({ B, F, D });
    checkFloats('input', input, B * F);
    checkFloats('dOutput', dOutput, B * D);
    checkFloats('dWeight', dWeight, F * D);
    inFrame(this.#memory, (frame) => {
      let [from, by] = [frame.input(input, B * F), frame.input(dOutput, B * D)];
      const rows = frame.scratch(B * 4);
      const terms = this.#wasm.rowsInUse(by, B, D, rows);
      if (terms < B) {
        from = this.#gathered(frame, from, rows, terms, F);
        by = this.#gathered(frame, by, rows, terms, D);
      }
      const left = { at: from, strides: [1, F] } as const;
      const right = { at: by, strides: [D, 1] } as const;
      const to = { at: frame.output(dWeight, F * D), stride: D };
      this.#gemm.run({ rows: F, columns: D, terms }, left, right, to, true);
    });
  }

  gatherRows(table: Reals, rows: Int32Array, out: Reals, B: number, D: number): void {
    checkSizes({ B, D });
    checkFloats('table', table, 0);
    checkFloats('out', out, B * D);
    checkRowList('row', rows, B, rowsOf(table, D));
    inFrame(this.#memory, (frame) => {
      this.#wasm.gatherRows(frame.input(table), frame.input(rows, B), frame.output(out, B * D, true), B, D);
    });
  }

  gatherDifferences(table: Reals, from: Int32Array, less: Int32Array, out: Reals, B: number, D: number): void {
    checkSizes({ B, D });
    checkFloats('table', table, 0);
    checkFloats('out', out, B * D);
    checkRowList('from', from, B, rowsOf(table, D));
    checkRowList('less', less, B, rowsOf(table, D));
    inFrame(this.#memory, (frame) => {
      const at = frame.input(table);
      const [first, second] = [frame.input(from, B), frame.input(less, B)];
      this.#wasm.gatherDifferences(at, first, at, second, frame.output(out, B * D, true), B, D);
    });
  }

  normalizeRowsForward(z: Reals, unit: Reals, norms: Reals, B: number, D: number): void {
    checkSizes({ B, D });
    checkFloats('z', z, B * D);
    checkFloats('unit', unit, B * D);
    checkFloats('norms', norms, B);
    inFrame(this.#memory, (frame) => {
      const from = frame.input(z, B * D);
      const [to, lengths] = [frame.output(unit, B * D, true), frame.output(norms, B, true)];
      this.#scheduler.run('normalizeForward', [from, to, lengths, D, SMALLEST_NORM], B, rowsOfPart(D));
    });
  }

  normalizeRowsBackward(dUnit: Reals, unit: Reals, norms: Reals, dz: Reals, B: number, D: number): void {
    checkSizes({ B, D });
    for (const [name, array] of Object.entries({ dUnit, unit, dz })) checkFloats(name, array, B * D);
    checkFloats('norms', norms, B);
    inFrame(this.#memory, (frame) => {
      const [from, of, lengths] = [frame.input(dUnit, B * D), frame.input(unit, B * D), frame.input(norms, B)];
      const to = frame.output(dz, B * D, true);
      this.#scheduler.run('normalizeBackward', [from, of, lengths, to, D, SMALLEST_NORM], B, rowsOfPart(D));
    });
  }

  embeddingBagForward(bags: TokenBags, table: Reals, output: Reals, B: number, D: number): void {
    checkSizes({ B, D });
    checkFloats('table', table, 0);
    checkFloats('output', output, B * D);
    this.#checkBags(bags, B, rowsOf(table, D));
    simdBagForward(this.#context, bags, table, output, B, D);
  }

  embeddingBagBackward(bags: TokenBags, dOutput: Reals, gradients: RowGradients, B: number, D: number): void {
    checkSizes({ B, D });
    checkFloats('dOutput', dOutput, B * D);
    checkFloats('gradients', gradients.values, gradients.count * D);
    this.#checkBags(bags, B, gradients.T);
    simdBagBackward(this.#context, bags, dOutput, gradients, B, D);
  }

  adam(values: Reals, moments: AdamMoments, gradient: Reals, step: AdamStep): void {
    this.#checkMoments(values, moments);
    checkFloats('gradient', gradient, values.length);
    inFrame(this.#memory, (frame) => {
      const moved = [frame.output(values), frame.output(moments.mean), frame.output(moments.square)] as const;
      const args = [...moved, frame.input(gradient), frame.input(stepNumbers(step))];
      this.#scheduler.run('adam', args, values.length, PART_NUMBERS, 16);
    });
  }

  adamRows(table: Reals, moments: AdamMoments, gradients: RowGradients, step: AdamStep): void {
    this.#checkMoments(table, moments);
    checkRows(gradients, table.length);
    const { count, D } = gradients;
    inFrame(this.#memory, (frame) => {
      const moved = [frame.output(table), frame.output(moments.mean), frame.output(moments.square)] as const;
      const from = this.#ordered(frame, gradients);
      const isSparse = Number(gradients.T / DENSE > count);
      const args = [...moved, ...from, isSparse, D, frame.input(stepNumbers(step))];
      this.#scheduler.run('adamRows', args, count, rowsOfPart(D));
    });
  }

  adagradRows(table: Reals, square: Reals, gradients: RowGradients, step: AdagradStep): void {
    checkFloats('table', table, 0);
    checkFloats('square', square, table.length);
    checkRows(gradients, table.length);
    const { count, D } = gradients;
    inFrame(this.#memory, (frame) => {
      const moved = [frame.output(table), frame.output(square)] as const;
      const from = this.#ordered(frame, gradients);
      const args = [...moved, ...from, D, step.learningRate, step.epsilon];
      this.#scheduler.run('adagradRows', args, count, rowsOfPart(D));
    });
  }

  averageRows(average: RowAverage, values: Reals, { decay, step }: AverageStep, rows?: RowList): void {
    const { D, current, sums, mentioned } = average;
    checkSizes({ D, step });
    const T = mentioned.length;
    for (const [name, array] of Object.entries({ current, sums, values })) checkFloats(name, array, T * D);
    if (rows) checkRowList('row', rows.touched, rows.count, T);
    inFrame(this.#memory, (frame) => {
      const moved = [frame.output(current), frame.output(sums), frame.output(mentioned)] as const;
      const list = rows ? this.#ascending(frame, rows, T) : 0;
      const args = [...moved, frame.input(values), list, D, decay, step];
      this.#scheduler.run('averageRows', args, rows?.count ?? T, rowsOfPart(D));
    });
  }

  infoNce(
    anchor: Reals,
    candidate: Reals,
    B: number,
    C: number,
    D: number,
    options: InfoNceOptions,
    gradients?: InfoNceGradients,
  ): number {
    checkSizes({ B, C, D });
    checkFloats('anchor', anchor, B * D);
    checkFloats('candidate', candidate, C * D);
    return simdInfoNce(this.#context, { anchor, candidate, B, C, D, gradients }, options);
  }

  listwiseSlopes(similarities: Reals, B: number, C: number, options: ListwiseOptions): number {
    checkSizes({ B, C });
    return simdListwiseSlopes(this.#context, similarities, B, C, options);
  }

  triplet(
    anchor: Reals,
    positive: Reals,
    negative: Reals,
    B: number,
    D: number,
    options: TripletOptions,
    gradients?: TripletGradients,
  ): TripletsLoss {
    return simdTriplet(this.#context, { anchor, positive, negative, B, D, gradients }, options);
  }

  tripletOfDifferences(
    toPositive: Reals,
    toNegative: Reals,
    B: number,
    D: number,
    options: DifferenceOptions,
  ): TripletsLoss {
    return simdTripletOfDifferences(this.#context, { toPositive, toNegative, B, D }, options);
  }

  semiHard(x: Reals, labels: Int32Array, D: number, options: TripletOptions, dx?: Reals): TripletsLoss {
    return simdSemiHard(this.#context, { x, labels, D, dx }, options);
  }

  seedSteps(weights: Float64Array, triplets: SeedTriplets, B: number, F: number, D: number, step: SeedStep): number {
    const { anchors, positives, negatives } = triplets;
    checkSizes({ B, F, D });
    checkLength('weights', weights, F * D);
    for (const [name, rows] of Object.entries({ anchors, positives, negatives })) checkLength(name, rows, B * F);
    return inFrame(this.#memory, (frame) => {
      const [a, p, n] = [anchors, positives, negatives].map((rows) => frame.doubles(rows, B * F));
      const at = frame.movedDoubles(weights, F * D);
      const spare = frame.scratch((F + D) * 16);
      return this.#wasm.seedSteps(at, a!, p!, n!, B, F, D, step.learningRate, step.margin, spare);
    });
  }

  get #context(): SimdContext {
    return { wasm: this.#wasm, memory: this.#memory, scheduler: this.#scheduler, gemm: this.#gemm };
  }

  /** The listed rows of a matrix, side by side. */
  #gathered(frame: Frame, matrix: number, rows: number, count: number, D: number): number {
    const gathered = frame.scratch(count * D * 4);
    this.#wasm.gatherRows(matrix, rows, gathered, count, D);
    return gathered;
  }

  #product(
    shape: ProductShape,
    a: Reals,
    aStrides: Strides,
    b: Reals,
    bStrides: Strides,
    out: Reals,
    accumulate: boolean,
  ): void {
    const { rows, columns, terms } = shape;
    checkFloats('a', a, rows * terms);
    checkFloats('b', b, terms * columns);
    checkFloats('out', out, rows * columns);
    inFrame(this.#memory, (frame) => {
      const left = { at: frame.input(a, rows * terms), strides: aStrides };
      const right = { at: frame.input(b, terms * columns), strides: bStrides };
      const to = { at: frame.output(out, rows * columns, !accumulate), stride: columns };
      this.#gemm.run(shape, left, right, to, accumulate);
    });
  }

  /** The gradients and the order of their rows. */
  #ordered(frame: Frame, { values, touched, slots, count, D, T }: RowGradients): readonly [number, number] {
    const order = frame.scratch(count * 8);
    this.#wasm.rowOrder(frame.input(slots), T, frame.input(touched, count), count, order);
    return [frame.input(values, count * D), order];
  }

  /** The rows of a list, ascending where it names more than a few of the T. */
  #ascending(frame: Frame, { touched, count }: RowList, T: number): number {
    const list = frame.input(touched, count);
    if (count < T / FEW) return list;
    const ascending = frame.scratch(count * 4);
    const distinct = this.#wasm.ascendingRows(list, count, T, frame.scratch(T), ascending);
    // Where one is listed twice, the end of the other list is anything.
    return distinct === count ? ascending : list;
  }

  #checkBags(bags: TokenBags, B: number, T: number): void {
    const { tokens } = bags;
    const isHere = this.#memory.holds(tokens);
    checkBags(bags, B, T, (from, to) => isHere && this.#wasm.tokensFit(tokens.byteOffset, from, to, T) === 1);
  }

  #checkMoments(values: Reals, { mean, square }: AdamMoments): void {
    checkFloats('values', values, 0);
    checkFloats('mean', mean, values.length);
    checkFloats('square', square, values.length);
  }
}

/** Rows that are worth a part of their own. */
function rowsOfPart(D: number): number {
  return Math.ceil(PART_NUMBERS / Math.max(1, D));
}

/** Rows of a table. */
function rowsOf(table: Reals, D: number): number {
  return D > 0 ? Math.floor(table.length / D) : 0;
}

/** As assembly/optimizers.ts reads them. */
function stepNumbers({ beta1, beta2, rate, correction, epsilon }: AdamStep): Float32Array {
  return Float32Array.of(beta1, 1 - beta1, beta2, 1 - beta2, rate, correction, epsilon);
}
