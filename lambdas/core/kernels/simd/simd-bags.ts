import type { DeferredBags } from '../../numerics/deferred-bags.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { RowGradients } from '../../numerics/row-gradients.ts';
import type { TokenBags } from '../../numerics/token-bags.ts';
import type { KernelFunctions } from '../reference-kernels.ts';
import { checkBags, checkFloats, checkGradients, checkSizes } from './checks.ts';
import { type Frame, inFrame } from './frame.ts';
import type { SimdContext } from './simd-context.ts';
import { countRows } from './simd-products.ts';

/** Numbers added that are worth a part of their own. */
const PART_NUMBERS = 200_000;
/** Columns of a cache line. */
const LINE_NUMBERS = 16;

type BagKernels = Pick<KernelFunctions, 'embeddingBagForward' | 'embeddingBagBackward'>;

/**
 * Bags of weighted tokens (numerics/embedding-bag.ts). If most tokens are in several bags, an index from tokens to bags
 * is built first, so that the rows of the table are read once and in order.
 */
export function simdBags(context: SimdContext): BagKernels {
  return {
    embeddingBagForward: (bags, table, output, B, D) => {
      checkSizes({ B, D });
      checkFloats('table', table, 0);
      checkFloats('output', output, B * D);
      checkTokens(context, bags, B, countRows(table, D));
      forward(context, bags, table, output, B, D);
    },
    embeddingBagBackward: (bags, dOutput, gradients, B, D) => {
      checkSizes({ B, D });
      checkFloats('dOutput', dOutput, B * D);
      checkGradients(gradients);
      checkTokens(context, bags, B, gradients.T);
      gradients.defer(bags, dOutput, B, (deferred) => backward(context, deferred, gradients));
    },
  };
}

/** output[i] += the weighted token rows of bag i. */
function forward(context: SimdContext, bags: TokenBags, table: Reals, output: Reals, B: number, D: number): void {
  const { memory, scheduler } = context;
  inFrame(memory, (frame) => {
    const addresses = takeAddresses(frame, bags);
    const [from, to] = [frame.input(table), frame.output(output, B * D)];
    const nnz = bags.offsets[B]! - bags.offsets[0]!;
    const T = countRows(table, D);
    if (nnz < T) {
      const minPerPart = Math.ceil((PART_NUMBERS * B) / Math.max(1, nnz * D));
      scheduler.run('bagForward', [...addresses, from, to, D], { count: B, minPerPart });
      return;
    }
    const { chunks, args } = divideBags(context, frame, addresses, { B, nnz, T });
    scheduler.run('indexedForward', [...args, from, to, D], { count: chunks, minPerPart: 1 });
  });
}

/**
 * gradients[token] += weight * dOutput[i]. Every number is summed in the order of the bags, for every number of
 * threads.
 */
function backward(context: SimdContext, { bags, dOutput, B, nnz }: DeferredBags, gradients: RowGradients): void {
  const { wasm, memory, scheduler } = context;
  const { D } = gradients;
  const { T, count: fresh } = gradients;
  gradients.reserve(Math.min(T, fresh + nnz));
  gradients.count = inFrame(memory, (frame) => {
    const addresses = takeAddresses(frame, bags);
    const from = frame.input(dOutput, B * D);
    const slots = frame.output(gradients.slots);
    const touched = frame.output(gradients.touched);
    const values = frame.output(gradients.values);
    const count = wasm.assignSlots(...addresses, slots, touched, fresh, B);
    if (nnz < T) {
      const units = { count: D, minPerPart: columnsPerPart(scheduler.count, nnz, D), multiple: LINE_NUMBERS };
      scheduler.run('bagBackward', [...addresses, from, slots, values, fresh, B, D], units);
      return count;
    }
    const { chunks, bounds, entries } = indexOfBags(context, frame, bags, { B, T });
    const backwardArgs = [chunks, bounds, entries, from, touched, values, fresh, T, D] as const;
    scheduler.run('indexedBackward', backwardArgs, {
      count,
      minPerPart: Math.ceil((PART_NUMBERS * count) / (nnz * D)),
    });
    return count;
  });
}

/**
 * The index of bags over a table of T rows, in scratch memory of the frame: see indexBags of assembly/bags.ts. One
 * chunk for each thread.
 */
export function indexOfBags(context: SimdContext, frame: Frame, bags: TokenBags, sizes: { B: number; T: number }) {
  const nnz = bags.offsets[sizes.B]! - bags.offsets[0]!;
  const { chunks, bounds, entries, args } = divideBags(context, frame, takeAddresses(frame, bags), { ...sizes, nnz });
  context.scheduler.run('indexChunks', args, { count: chunks, minPerPart: 1 });
  return { chunks, bounds, entries };
}

type BagAddresses = readonly [offsets: number, tokens: number, weights: number];

function takeAddresses(frame: Frame, { offsets, tokens, weights }: TokenBags): BagAddresses {
  return [frame.input(offsets), frame.input(tokens), frame.input(weights)];
}

/**
 * Divides the bags into one chunk for each thread, with room for the index of each: see indexBags of assembly/bags.ts.
 */
function divideBags(
  { scheduler }: SimdContext,
  frame: Frame,
  addresses: BagAddresses,
  { B, nnz, T }: { B: number; nnz: number; T: number },
) {
  const bagsPerChunk = Math.max(1, Math.ceil(B / scheduler.count));
  const chunks = Math.ceil(B / bagsPerChunk);
  const [bounds, entries] = [frame.scratch(chunks * (T + 2) * 4), frame.scratch(nnz * 8)];
  return { chunks, bounds, entries, args: [...addresses, bounds, entries, T, B, bagsPerChunk] as const };
}

/** Each part reads all bags, so there are at most as many parts as threads. */
function columnsPerPart(threads: number, nnz: number, D: number): number {
  return Math.max(LINE_NUMBERS, Math.ceil(PART_NUMBERS / Math.max(1, nnz)), Math.floor(D / threads));
}

function checkTokens({ wasm, memory }: SimdContext, bags: TokenBags, B: number, T: number): void {
  const { tokens } = bags;
  const isResident = memory.holds(tokens);
  checkBags(bags, B, T, (from, to) => isResident && wasm.tokensFit(tokens.byteOffset, from, to, T) === 1);
}
