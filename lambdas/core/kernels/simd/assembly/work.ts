import { averageRows } from './average';
import { bagBackward, bagForward, indexBags, indexedBackward, indexedForward } from './bags';
import { gemm } from './gemm';
import { listwiseSlopes } from './listwise';
import { adagradRows, adam, adamRows } from './optimizers';
import { normalizeBackward, normalizeForward } from './rows';
import { scanQuads, scanQuadsForFour } from './scan';

/*
 * The kernels whose work can be shared out: rows, columns or other units that do not depend on each other, each computed by
 * one thread in the one order, so that the bits are the same whoever does it. The numbers are those of `works` in ../work-scheduler.ts.
 */

/**
 * Does the units from (inclusive) to to (exclusive) of a work. `args` holds its arguments, as float64, in the order of the
 * function's own; `workspace` is room that is the thread's own: what gemm needs to work in.
 */
export function doWork(work: i32, args: usize, from: i32, to: i32, workspace: usize): void {
  switch (work) {
    case 0: gemmRows(args, from, to, workspace); break;
    case 1: gemmColumns(args, from, to, workspace); break;
    case 2: bagForward(at(args, 0), at(args, 1), at(args, 2), at(args, 3), at(args, 4), size(args, 5), from, to); break;
    case 3: indexedForwards(args, from, to); break;
    case 4:
      bagBackward(
        at(args, 0), at(args, 1), at(args, 2), at(args, 3), at(args, 4), at(args, 5), size(args, 6), size(args, 7), size(args, 8),
        from, to,
      );
      break;
    case 5:
      indexedBackward(
        size(args, 0), at(args, 1), at(args, 2), at(args, 3), at(args, 4), at(args, 5), size(args, 6), size(args, 7), size(args, 8),
        from, to,
      );
      break;
    case 6: {
      const first = <usize>from << 2;
      adam(at(args, 0) + first, at(args, 1) + first, at(args, 2) + first, at(args, 3) + first, to - from, at(args, 4));
      break;
    }
    case 7: {
      const order = at(args, 4) + (<usize>from << 3);
      adamRows(at(args, 0), at(args, 1), at(args, 2), at(args, 3), order, to - from, size(args, 5) != 0, size(args, 6), at(args, 7));
      break;
    }
    case 8: {
      const order = at(args, 3) + (<usize>from << 3);
      adagradRows(at(args, 0), at(args, 1), at(args, 2), order, to - from, size(args, 4), <f32>number(args, 5), <f32>number(args, 6));
      break;
    }
    case 9: {
      const D = size(args, 3);
      const row = (<usize>from * D) << 2;
      normalizeForward(at(args, 0) + row, at(args, 1) + row, at(args, 2) + (<usize>from << 2), to - from, D, number(args, 4));
      break;
    }
    case 10: {
      const D = size(args, 4);
      const row = (<usize>from * D) << 2;
      const norms = at(args, 2) + (<usize>from << 2);
      normalizeBackward(at(args, 0) + row, at(args, 1) + row, norms, at(args, 3) + row, to - from, D, number(args, 5));
      break;
    }
    case 11:
      listwiseSlopes(
        at(args, 0), size(args, 1), number(args, 2), number(args, 3), at(args, 4), at(args, 5), at(args, 6), at(args, 7),
        at(args, 8), at(args, 9), workspace, from, to,
      );
      break;
    case 12: indexChunks(args, from, to); break;
    case 13: scanRanges(args, from, to); break;
    case 14: scanGroups(args, from, to); break;
    case 15:
      averageRows(
        at(args, 0), at(args, 1), at(args, 2), at(args, 3), at(args, 4), size(args, 5), number(args, 6), size(args, 7), from, to,
      );
      break;
  }
}

@inline
function number(args: usize, k: i32): f64 {
  return load<f64>(args + (<usize>k << 3));
}

@inline
function at(args: usize, k: i32): usize {
  return <usize>number(args, k);
}

@inline
function size(args: usize, k: i32): i32 {
  return <i32>number(args, k);
}

/** The arguments of gemm: N, K, a, aRow, aTerm, b, bTerm, bColumn, c, cStride, accumulate; M is what is shared out. */
function gemmRows(args: usize, from: i32, to: i32, workspace: usize): void {
  const a = at(args, 2) + ((<usize>from * size(args, 3)) << 2);
  const c = at(args, 8) + ((<usize>from * size(args, 9)) << 2);
  gemm(
    to - from, size(args, 0), size(args, 1), a, size(args, 3), size(args, 4), at(args, 5), size(args, 6), size(args, 7), c,
    size(args, 9), size(args, 10) != 0, workspace,
  );
}

/** As gemmRows, but the first argument is M, and N is what is shared out. */
function gemmColumns(args: usize, from: i32, to: i32, workspace: usize): void {
  const b = at(args, 5) + ((<usize>from * size(args, 7)) << 2);
  const c = at(args, 8) + (<usize>from << 2);
  gemm(
    size(args, 0), to - from, size(args, 1), at(args, 2), size(args, 3), size(args, 4), b, size(args, 6), size(args, 7), c,
    size(args, 9), size(args, 10) != 0, workspace,
  );
}

/** The arguments of the works on chunks of bags: offsets, tokens, weights, bounds, entries, T, B, bags of a chunk. */
function indexChunks(args: usize, from: i32, to: i32): void {
  const T = size(args, 5);
  const each = size(args, 7);
  for (let chunk = from; chunk < to; chunk++) {
    const last = min(size(args, 6), (chunk + 1) * each);
    indexBags(at(args, 0), at(args, 1), at(args, 2), boundsOf(args, chunk, T), at(args, 4), T, chunk * each, last);
  }
}

/** Those arguments, and: table, output, D. */
function indexedForwards(args: usize, from: i32, to: i32): void {
  indexChunks(args, from, to);
  const T = size(args, 5);
  for (let chunk = from; chunk < to; chunk++) {
    indexedForward(boundsOf(args, chunk, T), at(args, 4), at(args, 8), at(args, 9), T, size(args, 10));
  }
}

@inline
function boundsOf(args: usize, chunk: i32, T: i32): usize {
  return at(args, 3) + ((<usize>chunk * (T + 2)) << 2);
}

/** The arguments of scans: quads, rows, width, searches, allowed, room, rows of a range. Every range has a search of its own. */
function scanRanges(args: usize, from: i32, to: i32): void {
  const each = size(args, 6);
  for (let range = from; range < to; range++) {
    const end = min(size(args, 1), (range + 1) * each);
    const search = at(args, 3) + (<usize>range << 5);
    scanQuads(at(args, 0), range * each, end, size(args, 2), search, at(args, 4), size(args, 5));
  }
}

/** Groups of four searches go through all rows, a range at a time while its codes are near. */
function scanGroups(args: usize, from: i32, to: i32): void {
  const rows = size(args, 1);
  const each = size(args, 6);
  for (let row = 0; row < rows; row += each) {
    const end = min(rows, row + each);
    for (let group = from; group < to; group++) {
      const searches = at(args, 3) + (<usize>group << 7);
      scanQuadsForFour(at(args, 0), row, end, size(args, 2), searches, at(args, 4), size(args, 5));
    }
  }
}
