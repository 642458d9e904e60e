import { packLeft, packRight } from './parts/pack';
import { TILE_COLUMNS, TILE_ROWS, multiplyTile } from './parts/tile';

/**
 * Blocks that stay in the caches: a left block of 120 x 256 numbers (120 KiB) and a right one of 256 x 512 (512 KiB).
 */
const BLOCK_ROWS: i32 = 120;
const BLOCK_DEPTH: i32 = 256;
const BLOCK_COLUMNS: i32 = 512;
const LEFT_BYTES: usize = 4 * 120 * 256;
const RIGHT_BYTES: usize = 4 * 256 * 512;

/** Bytes that `gemm` needs as its workspace. */
export function gemmWorkspaceBytes(): i32 {
  return <i32>(LEFT_BYTES + RIGHT_BYTES + ((TILE_ROWS * TILE_COLUMNS) << 2));
}

/** Work on the rows of c (M, N): c (+)= a b, as gemm. */
export function gemmRows(
  N: i32, K: i32, a: usize, aRow: i32, aTerm: i32, b: usize, bTerm: i32, bColumn: i32, c: usize, cStride: i32, accumulate: bool,
  workspace: usize, firstUnit: i32, endUnit: i32,
): void {
  a += (<usize>firstUnit * aRow) << 2;
  c += (<usize>firstUnit * cStride) << 2;
  gemm(endUnit - firstUnit, N, K, a, aRow, aTerm, b, bTerm, bColumn, c, cStride, accumulate, workspace);
}

/** Work on the columns of c (M, N): c (+)= a b, as gemm. */
export function gemmColumns(
  M: i32, K: i32, a: usize, aRow: i32, aTerm: i32, b: usize, bTerm: i32, bColumn: i32, c: usize, cStride: i32, accumulate: bool,
  workspace: usize, firstUnit: i32, endUnit: i32,
): void {
  b += (<usize>firstUnit * bColumn) << 2;
  c += <usize>firstUnit << 2;
  gemm(M, endUnit - firstUnit, K, a, aRow, aTerm, b, bTerm, bColumn, c, cStride, accumulate, workspace);
}

/**
 * c (+)= a b: c is (M, N) with rows `cStride` numbers apart. The sum runs over K terms in ascending order, 256 at a
 * time. Strides are in numbers: (row, term) of a and (term, column) of b. A transposed matrix has its strides swapped.
 */
function gemm(
  M: i32, N: i32, K: i32,
  a: usize, aRow: i32, aTerm: i32,
  b: usize, bTerm: i32, bColumn: i32,
  c: usize, cStride: i32,
  accumulate: bool,
  workspace: usize,
): void {
  const right = workspace + LEFT_BYTES;
  if (K == 0 && !accumulate) clear(M, N, c, cStride);
  for (let n = 0; n < N; n += BLOCK_COLUMNS) {
    const columns = min(BLOCK_COLUMNS, N - n);
    for (let k = 0; k < K; k += BLOCK_DEPTH) {
      const depth = min(BLOCK_DEPTH, K - k);
      packRight(b + ((<usize>k * bTerm + <usize>n * bColumn) << 2), bTerm, bColumn, columns, depth, right);
      for (let m = 0; m < M; m += BLOCK_ROWS) {
        const rows = min(BLOCK_ROWS, M - m);
        packLeft(a + ((<usize>m * aRow + <usize>k * aTerm) << 2), aRow, aTerm, rows, depth, workspace);
        const at = c + ((<usize>m * cStride + <usize>n) << 2);
        multiplyBlock(rows, columns, depth, workspace, right, at, cStride, accumulate || k > 0);
      }
    }
  }
}

function clear(M: i32, N: i32, c: usize, cStride: i32): void {
  for (let i = 0; i < M; i++) memory.fill(c + ((<usize>i * cStride) << 2), 0, <usize>N << 2);
}

function multiplyBlock(
  rows: i32, columns: i32, depth: i32, left: usize, right: usize, c: usize, cStride: i32, accumulate: bool,
): void {
  const stride = <usize>cStride << 2;
  const spare = left + LEFT_BYTES + RIGHT_BYTES;
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const panel = right + ((<usize>j * depth) << 2);
    for (let i = 0; i < rows; i += TILE_ROWS) {
      const at = c + <usize>i * stride + (<usize>j << 2);
      const part = left + ((<usize>i * depth) << 2);
      if (i + TILE_ROWS <= rows && j + TILE_COLUMNS <= columns) {
        multiplyTile(depth, part, panel, at, stride, accumulate);
      } else {
        multiplyTile(depth, part, panel, spare, TILE_COLUMNS << 2, false);
        copyPart(spare, at, stride, min(TILE_ROWS, rows - i), min(TILE_COLUMNS, columns - j), accumulate);
      }
    }
  }
}

function copyPart(from: usize, to: usize, stride: usize, rows: i32, columns: i32, accumulate: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = to + <usize>i * stride + (<usize>j << 2);
      const value = load<f32>(from + (<usize>(i * TILE_COLUMNS + j) << 2));
      store<f32>(at, accumulate ? load<f32>(at) + value : value);
    }
  }
}
