import type { InfoNceGradients, InfoNceOptions } from '../../losses/info-nce.ts';
import { dot } from '../../numerics/matmul.ts';
import type { Reals } from '../../numerics/reals.ts';
import { KernelError } from '../kernel-error.ts';
import type { KernelFunctions } from '../reference-kernels.ts';
import { checkFloats, checkLength, checkSizes } from './checks.ts';
import { type Frame, inFrame } from './frame.ts';
import type { SimdContext } from './simd-context.ts';
import type { SimdMemory } from './simd-memory.ts';

interface InfoNceBatch {
  readonly anchor: Reals;
  readonly candidate: Reals;
  readonly B: number;
  readonly C: number;
  readonly D: number;
  readonly gradients: InfoNceGradients | undefined;
}

/** Logits of a block: 1 MiB, which fits the second-level cache. */
const BLOCK_NUMBERS = 262_144;
/** Blocks are a multiple of the rows of a tile, 5 or 6. */
const WHOLE_TILES = 30;
const MIN_BLOCK_ROWS = 60;
/** Bytes that storeConstants of assembly/parts/exponential.ts writes. */
const CONSTANTS_BYTES = 208;

/** The addresses of a batch. Rows of logits are padded to `stride` columns, a multiple of four. */
interface Addresses {
  readonly anchor: number;
  readonly candidate: number;
  readonly stride: number;
  readonly logQ: number;
  /** 0 if absent. */
  readonly candidateIds: number;
  /** 0 if absent. */
  readonly anchorIds: number;
  readonly dAnchor: number;
  readonly dCandidate: number;
}

/**
 * InfoNCE (losses/info-nce.ts), one block of anchors at a time: logits, softmax and both gradients of a block while it
 * is in the cache, so that a (B, C) matrix is never read twice. The symmetric loss needs whole columns and takes all
 * anchors as one block.
 */
export function simdInfoNce(context: SimdContext): Pick<KernelFunctions, 'infoNce'> {
  return {
    infoNce: (anchor, candidate, B, C, D, options, gradients) => {
      const batch = { anchor, candidate, B, C, D, gradients };
      checkBatch(batch, options);
      const loss = B === 0 ? 0 : computeBlocks(context, batch, options);
      // The sum of slopes times logits, taken over the anchors: the gradient of an anchor already sums over the
      // candidates.
      if (gradients?.dLogScale) gradients.dLogScale[0] = dot(anchor, 0, gradients.dAnchor, 0, B * D);
      return loss;
    },
  };
}

function computeBlocks(context: SimdContext, batch: InfoNceBatch, options: InfoNceOptions): number {
  const { B } = batch;
  return inFrame(context.memory, (frame) => {
    const at = takeAddresses(frame, context.memory, batch, options);
    const blockRows = options.symmetric ? B : Math.min(B, chooseBlockRows(at.stride));
    const logits = frame.scratch(blockRows * at.stride * 4);
    const largest = frame.scratch(B * 4);
    const constants = frame.scratch(CONSTANTS_BYTES);
    const spare = frame.scratch(options.symmetric ? at.stride * 16 : blockRows * 8);
    const scaled = options.symmetric ? 0 : frame.scratch(blockRows * batch.D * 4);
    let loss = 0;
    for (let first = 0; first < B; first += blockRows) {
      const block = { first, rows: Math.min(blockRows, B - first), logits, largest, spare, scaled, constants };
      loss += computeBlockLoss(context, batch, options, at, block);
      if (batch.gradients) addGradients(context, batch, at, block);
    }
    return loss / (options.symmetric ? 2 * B : B);
  });
}

interface Block {
  readonly first: number;
  readonly rows: number;
  readonly logits: number;
  readonly largest: number;
  /** The scale of each row, as float64; scratch memory for the symmetric loss. */
  readonly spare: number;
  /** Scratch memory for scaled anchors; 0 for the symmetric loss, whose slopes need no scaling. */
  readonly scaled: number;
  /** Scratch memory for the constants of the exponential. */
  readonly constants: number;
}

/**
 * Computes the logits of a block and replaces them by slopes, up to a scale for each row. Returns the sum of its
 * losses.
 */
function computeBlockLoss(
  { wasm, gemm }: SimdContext,
  { B, C, D }: InfoNceBatch,
  { temperature, symmetric }: InfoNceOptions,
  at: Addresses,
  { first, rows, logits, largest, spare, constants }: Block,
): number {
  const { stride, logQ, candidateIds, anchorIds } = at;
  const anchors = { at: at.anchor + first * D * 4, strides: [D, 1] } as const;
  const candidates = { at: at.candidate, strides: [1, D] } as const;
  gemm.run({ rows, columns: C, terms: D }, anchors, candidates, { at: logits, stride }, false);
  wasm.maskLogits(logits, rows, first, C, stride, 1 / temperature, logQ, candidateIds, anchorIds, largest);
  if (!symmetric)
    return wasm.softmaxSlopes(logits, rows, first, stride, largest, 1 / (B * temperature), spare, constants);
  const columnLargest = spare + stride * 12;
  wasm.columnMaxima(logits, rows, stride, columnLargest);
  return wasm.symmetricSlopes(logits, rows, stride, largest, columnLargest, spare, 0.5 / (B * temperature), constants);
}

/**
 * dAnchor = slopes candidate for the rows of the block; dCandidate += slopesᵀ anchor. The smaller matrices take the
 * rows' scales.
 */
function addGradients(
  { wasm, gemm }: SimdContext,
  { C, D }: InfoNceBatch,
  at: Addresses,
  { first, rows, logits, spare, scaled }: Block,
): void {
  const { stride } = at;
  const from = at.anchor + first * D * 4;
  const to = at.dAnchor + first * D * 4;
  if (scaled) wasm.scaleRows(from, spare, scaled, rows, D);
  const candidates = { at: at.candidate, strides: [D, 1] } as const;
  const anchors = { at: scaled || from, strides: [D, 1] } as const;
  const slopes = { rows: { at: logits, strides: [stride, 1] }, columns: { at: logits, strides: [1, stride] } } as const;
  gemm.run({ rows, columns: D, terms: C }, slopes.rows, candidates, { at: to, stride: D }, false);
  if (scaled) wasm.scaleRows(to, spare, to, rows, D);
  gemm.run({ rows: C, columns: D, terms: rows }, slopes.columns, anchors, { at: at.dCandidate, stride: D }, first > 0);
}

function takeAddresses(
  frame: Frame,
  memory: SimdMemory,
  { anchor, candidate, B, C, D, gradients }: InfoNceBatch,
  { logQ, candidateIds, anchorIds }: InfoNceOptions,
): Addresses {
  const stride = chooseStride(C);
  const corrections = frame.scratch(stride * 4);
  const numbers = memory.floatsAt(corrections, stride).fill(Infinity);
  numbers.fill(0, 0, C);
  if (logQ) numbers.set(logQ.subarray(0, C));
  const ids = candidateIds ? frame.scratch(stride * 4) : 0;
  if (candidateIds) memory.integersAt(ids, stride).fill(0).set(candidateIds.subarray(0, C));
  return {
    anchor: frame.input(anchor, B * D),
    candidate: frame.input(candidate, C * D),
    stride,
    logQ: corrections,
    candidateIds: ids,
    anchorIds: anchorIds && candidateIds ? frame.input(anchorIds, B) : 0,
    dAnchor: gradients ? frame.output(gradients.dAnchor, B * D, true) : 0,
    dCandidate: gradients ? frame.output(gradients.dCandidate, C * D, true) : 0,
  };
}

function checkBatch({ anchor, candidate, B, C, D, gradients }: InfoNceBatch, options: InfoNceOptions): void {
  checkSizes({ B, C, D });
  checkFloats('anchor', anchor, B * D);
  checkFloats('candidate', candidate, C * D);
  const { symmetric, logQ, candidateIds, anchorIds } = options;
  if (symmetric ? C !== B : C < B) {
    throw new KernelError(
      'wrong-size',
      `C is ${C}, expected ${symmetric ? 'as many as' : 'at least'} the ${B} anchors`,
    );
  }
  if (gradients) {
    checkFloats('dAnchor', gradients.dAnchor, B * D);
    checkFloats('dCandidate', gradients.dCandidate, C * D);
  }
  if (logQ) checkLength('logQ', logQ, C);
  if (candidateIds) checkLength('candidateIds', candidateIds, C);
  if (anchorIds) checkLength('anchorIds', anchorIds, B);
}

function chooseBlockRows(stride: number): number {
  return Math.max(MIN_BLOCK_ROWS, Math.floor(BLOCK_NUMBERS / stride / WHOLE_TILES) * WHOLE_TILES);
}

/**
 * C rounded up to whole vectors. Rows a multiple of 1 KiB apart compete for the same cache sets, so these get 16 more
 * columns.
 */
function chooseStride(C: number): number {
  const stride = Math.ceil(C / 4) * 4;
  return stride % 256 === 0 ? stride + 16 : stride;
}
