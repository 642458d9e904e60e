import { TILE_COLUMNS, TILE_ROWS } from './tile';

/**
 * Packs `rows` x `depth` numbers of a matrix into panels of TILE_ROWS rows. In a panel, the numbers of one term are
 * adjacent; missing rows are 0. Element (i, k) of the matrix is at a + 4 (i * rowStride + k * termStride).
 */
export function packLeft(a: usize, rowStride: i32, termStride: i32, rows: i32, depth: i32, to: usize): void {
  let i = 0;
  if (rowStride == 1 && termStride != 1) {
    i = rows - (rows % TILE_ROWS);
    packLeftColumns(a, <usize>termStride << 2, i, depth, to);
    a += <usize>i << 2;
    to += (<usize>i * depth) << 2;
  }
  for (; i < rows; i += TILE_ROWS) {
    const present = min(TILE_ROWS, rows - i);
    if (present == TILE_ROWS && termStride == 1) packLeftRows(a, <usize>rowStride << 2, depth, to);
    else packAny(a, rowStride, termStride, present, TILE_ROWS, depth, to);
    a += (<usize>rowStride * TILE_ROWS) << 2;
    to += (<usize>depth * TILE_ROWS) << 2;
  }
}

/**
 * As packLeft, into panels of 8 columns. Element (k, j) of the matrix is at b + 4 (k * termStride + j * columnStride).
 */
export function packRight(b: usize, termStride: i32, columnStride: i32, columns: i32, depth: i32, to: usize): void {
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const from = b + ((<usize>j * columnStride) << 2);
    const present = min(TILE_COLUMNS, columns - j);
    if (present < TILE_COLUMNS) packAny(from, columnStride, termStride, present, TILE_COLUMNS, depth, to);
    else if (columnStride == 1) packEightColumns(from, <usize>termStride << 2, depth, to);
    else if (termStride == 1) packEightRows(from, <usize>columnStride << 2, depth, to);
    else packAny(from, columnStride, termStride, TILE_COLUMNS, TILE_COLUMNS, depth, to);
    to += (<usize>depth * TILE_COLUMNS) << 2;
  }
}

function packAny(from: usize, laneStride: i32, termStride: i32, present: i32, width: i32, depth: i32, to: usize): void {
  for (let k = 0; k < depth; k++) {
    for (let i = 0; i < width; i++) {
      const at = from + ((<usize>i * laneStride + <usize>k * termStride) << 2);
      store<f32>(to + (i << 2), i < present ? load<f32>(at) : 0);
    }
    to += <usize>width << 2;
  }
}

/** Transposes 4 rows of 4 terms to 4 terms of 4 rows, stored `step` bytes apart. */
@inline
function transposeFour(from: usize, stride: usize, to: usize, step: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + stride);
  const r2 = v128.load(from + 2 * stride);
  const r3 = v128.load(from + 3 * stride);
  const t0 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5);
  const t1 = v128.shuffle<u32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5);
  const t3 = v128.shuffle<u32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<u64>(t0, t2, 0, 2));
  v128.store(to + step, v128.shuffle<u64>(t0, t2, 1, 3));
  v128.store(to + 2 * step, v128.shuffle<u64>(t1, t3, 0, 2));
  v128.store(to + 3 * step, v128.shuffle<u64>(t1, t3, 1, 3));
}

function packLeftRows(from: usize, stride: usize, depth: i32, to: usize): void {
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    transposeFour(from, stride, to, TILE_ROWS << 2);
    const r4 = v128.load(from + 4 * stride);
    if (TILE_ROWS == 6) {
      const r5 = v128.load(from + 5 * stride);
      const t0 = v128.shuffle<u32>(r4, r5, 0, 4, 1, 5);
      const t1 = v128.shuffle<u32>(r4, r5, 2, 6, 3, 7);
      v128.store_lane<u64>(to, t0, 0, 16);
      v128.store_lane<u64>(to, t0, 1, 40);
      v128.store_lane<u64>(to, t1, 0, 64);
      v128.store_lane<u64>(to, t1, 1, 88);
    } else {
      v128.store_lane<f32>(to, r4, 0, 16);
      v128.store_lane<f32>(to, r4, 1, 36);
      v128.store_lane<f32>(to, r4, 2, 56);
      v128.store_lane<f32>(to, r4, 3, 76);
    }
    from += 16;
    to += TILE_ROWS << 4;
  }
  if (k < depth) packAny(from, <i32>(stride >> 2), 1, TILE_ROWS, TILE_ROWS, depth - k, to);
}

/** Packs whole panels one term at a time, so that the numbers read are adjacent. */
function packLeftColumns(from: usize, stride: usize, rows: i32, depth: i32, to: usize): void {
  const panel = (<usize>depth * TILE_ROWS) << 2;
  for (let k = 0; k < depth; k++) {
    let at = from;
    let panelAt = to;
    for (let i = 0; i < rows; i += TILE_ROWS) {
      v128.store(panelAt, v128.load(at));
      if (TILE_ROWS == 6) store<u64>(panelAt, load<u64>(at, 16), 16);
      else store<f32>(panelAt, load<f32>(at, 16), 16);
      at += TILE_ROWS << 2;
      panelAt += panel;
    }
    from += stride;
    to += TILE_ROWS << 2;
  }
}

function packEightRows(from: usize, stride: usize, depth: i32, to: usize): void {
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    transposeFour(from, stride, to, 32);
    transposeFour(from + 4 * stride, stride, to + 16, 32);
    from += 16;
    to += 128;
  }
  if (k < depth) packAny(from, <i32>(stride >> 2), 1, TILE_COLUMNS, TILE_COLUMNS, depth - k, to);
}

function packEightColumns(from: usize, stride: usize, depth: i32, to: usize): void {
  for (let k = 0; k < depth; k++) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += stride;
    to += 32;
  }
}
