// Written by `npm run build:kernels` from the exports of assembly/. Do not edit.
import { adagradRows } from "./optimizers";
import { adam } from "./optimizers";
import { adamBags } from "./optimizers";
import { adamRows } from "./optimizers";
import { averageRows } from "./average";
import { bagBackward } from "./bags";
import { bagForward } from "./bags";
import { gemmColumns } from "./gemm";
import { gemmRows } from "./gemm";
import { indexChunks } from "./bags";
import { indexedBackward } from "./bags";
import { indexedForward } from "./bags";
import { listwiseSlopes } from "./listwise";
import { normalizeBackward } from "./rows";
import { normalizeForward } from "./rows";
import { scanGroups } from "./scan";
import { scanRanges } from "./scan";

/**
 * Does the units from (inclusive) to to (exclusive) of a work. `args` holds its arguments as float64, in their order;
 * `workspace` is memory that only this thread uses.
 */
export function doWork(work: i32, args: usize, from: i32, to: i32, workspace: usize): void {
  switch (work) {
    case 0: adagradRows(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <i32>number(args, 4), <f32>number(args, 5), <f32>number(args, 6), from, to); break;
    case 1: adam(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), from, to); break;
    case 2: adamBags(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <i32>number(args, 4), <usize>number(args, 5), <usize>number(args, 6), <usize>number(args, 7), <usize>number(args, 8), <i32>number(args, 9), <i32>number(args, 10), <i32>number(args, 11), number(args, 12) != 0, workspace, from, to); break;
    case 3: adamRows(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), number(args, 5) != 0, number(args, 6) != 0, <i32>number(args, 7), <usize>number(args, 8), from, to); break;
    case 4: averageRows(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), <i32>number(args, 5), number(args, 6), <i32>number(args, 7), from, to); break;
    case 5: bagBackward(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), <usize>number(args, 5), <i32>number(args, 6), <i32>number(args, 7), <i32>number(args, 8), from, to); break;
    case 6: bagForward(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), <i32>number(args, 5), from, to); break;
    case 7: gemmColumns(<i32>number(args, 0), <i32>number(args, 1), <usize>number(args, 2), <i32>number(args, 3), <i32>number(args, 4), <usize>number(args, 5), <i32>number(args, 6), <i32>number(args, 7), <usize>number(args, 8), <i32>number(args, 9), number(args, 10) != 0, workspace, from, to); break;
    case 8: gemmRows(<i32>number(args, 0), <i32>number(args, 1), <usize>number(args, 2), <i32>number(args, 3), <i32>number(args, 4), <usize>number(args, 5), <i32>number(args, 6), <i32>number(args, 7), <usize>number(args, 8), <i32>number(args, 9), number(args, 10) != 0, workspace, from, to); break;
    case 9: indexChunks(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), <i32>number(args, 5), <i32>number(args, 6), <i32>number(args, 7), from, to); break;
    case 10: indexedBackward(<i32>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), <usize>number(args, 5), <i32>number(args, 6), <i32>number(args, 7), <i32>number(args, 8), from, to); break;
    case 11: indexedForward(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), <i32>number(args, 5), <i32>number(args, 6), <i32>number(args, 7), <usize>number(args, 8), <usize>number(args, 9), <i32>number(args, 10), from, to); break;
    case 12: listwiseSlopes(<usize>number(args, 0), <i32>number(args, 1), number(args, 2), number(args, 3), <usize>number(args, 4), <usize>number(args, 5), <usize>number(args, 6), <usize>number(args, 7), <usize>number(args, 8), <usize>number(args, 9), workspace, from, to); break;
    case 13: normalizeBackward(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <usize>number(args, 3), <i32>number(args, 4), number(args, 5), from, to); break;
    case 14: normalizeForward(<usize>number(args, 0), <usize>number(args, 1), <usize>number(args, 2), <i32>number(args, 3), number(args, 4), from, to); break;
    case 15: scanGroups(<usize>number(args, 0), <i32>number(args, 1), <i32>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), <i32>number(args, 5), <i32>number(args, 6), from, to); break;
    case 16: scanRanges(<usize>number(args, 0), <i32>number(args, 1), <i32>number(args, 2), <usize>number(args, 3), <usize>number(args, 4), <i32>number(args, 5), <i32>number(args, 6), from, to); break;
  }
}

@inline
function number(args: usize, k: i32): f64 {
  return load<f64>(args + (<usize>k << 3));
}
