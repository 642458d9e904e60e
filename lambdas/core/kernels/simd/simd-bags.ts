import type { TokenBags } from '../../numerics/embedding-bag.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { RowGradients } from '../../numerics/row-gradients.ts';
import { type Frame, inFrame } from './frame.ts';
import type { SimdContext } from './simd-context.ts';
import type { WorkScheduler } from './work-scheduler.ts';

/** Numbers added that are worth a part of their own. */
const PART_NUMBERS = 200_000;
/** Columns of a cache line. */
const LINE = 16;

/** output[i] += the weighted token rows of bag i. Where most tokens stand in several bags, table rows are read once, in order. */
export function simdBagForward(
  context: SimdContext,
  bags: TokenBags,
  table: Reals,
  output: Reals,
  B: number,
  D: number,
): void {
  const { memory, scheduler } = context;
  inFrame(memory, (frame) => {
    const own = addressesOf(frame, bags);
    const [from, to] = [frame.input(table), frame.output(output, B * D)];
    const nnz = bags.offsets[B]! - bags.offsets[0]!;
    const T = D > 0 ? Math.floor(table.length / D) : 0;
    if (nnz < T) {
      scheduler.run('bagForward', [...own, from, to, D], B, Math.ceil((PART_NUMBERS * B) / Math.max(1, nnz * D)));
      return;
    }
    const { chunks, args } = chunksOf(context, frame, own, { B, nnz, T });
    scheduler.run('indexedForward', [...args, from, to, D], chunks, 1);
  });
}

/** gradients[token] += weight * dOutput[i]. Every number is summed in the order of the bags, however the work is shared out. */
export function simdBagBackward(
  context: SimdContext,
  bags: TokenBags,
  dOutput: Reals,
  gradients: RowGradients,
  B: number,
  D: number,
): void {
  const { wasm, memory, scheduler } = context;
  const nnz = bags.offsets[B]! - bags.offsets[0]!;
  gradients.reserve(Math.min(gradients.T, gradients.count + nnz));
  gradients.count = inFrame(memory, (frame) => {
    const own = addressesOf(frame, bags);
    const from = frame.input(dOutput, B * D);
    const [slots, touched, values] = [
      frame.output(gradients.slots),
      frame.output(gradients.touched),
      frame.output(gradients.values),
    ];
    const count = wasm.assignSlots(...own, slots, touched, gradients.count, B);
    const { T } = gradients;
    if (nnz < T) {
      scheduler.run(
        'bagBackward',
        [...own, from, slots, values, gradients.count, B, D],
        D,
        columnsOfPart(scheduler, nnz, D),
        LINE,
      );
      return count;
    }
    const { chunks, bounds, entries, args } = chunksOf(context, frame, own, { B, nnz, T });
    scheduler.run('indexChunks', args, chunks, 1);
    const to = [chunks, bounds, entries, from, touched, values, gradients.count, T, D];
    scheduler.run('indexedBackward', to, count, Math.ceil((PART_NUMBERS * count) / (nnz * D)));
    return count;
  });
}

type BagAddresses = readonly [offsets: number, tokens: number, weights: number];

function addressesOf(frame: Frame, { offsets, tokens, weights }: TokenBags): BagAddresses {
  return [frame.input(offsets), frame.input(tokens), frame.input(weights)];
}

/** Bags in as many chunks as there are threads, and room for the index of each: see indexBags of assembly/bags.ts. */
function chunksOf(
  { scheduler }: SimdContext,
  frame: Frame,
  own: BagAddresses,
  { B, nnz, T }: { B: number; nnz: number; T: number },
) {
  const each = Math.max(1, Math.ceil(B / scheduler.count));
  const chunks = Math.ceil(B / each);
  const [bounds, entries] = [frame.scratch(chunks * (T + 2) * 4), frame.scratch(nnz * 8)];
  return { chunks, bounds, entries, args: [...own, bounds, entries, T, B, each] };
}

/** Each part goes through all bags, so there are no more of them than threads. */
function columnsOfPart({ count }: WorkScheduler, nnz: number, D: number): number {
  return Math.max(LINE, Math.ceil(PART_NUMBERS / Math.max(1, nnz)), Math.floor(D / count));
}
