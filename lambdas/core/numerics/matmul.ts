import type { Reals } from './reals.ts';

/**
 * out = a bᵀ: a is (B, D), b is (C, D), out is (B, C). Takes four rows of b at a time, so that a row of a is read once
 * for four.
 */
export function multiplyTransposed(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void {
  for (let i = 0; i < B; i++) {
    const ai = i * D;
    let j = 0;
    for (; j + 4 <= C; j += 4) {
      const b0 = j * D;
      const b1 = b0 + D;
      const b2 = b1 + D;
      const b3 = b2 + D;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let d = 0; d < D; d++) {
        const x = a[ai + d]!;
        s0 += x * b[b0 + d]!;
        s1 += x * b[b1 + d]!;
        s2 += x * b[b2 + d]!;
        s3 += x * b[b3 + d]!;
      }
      const o = i * C + j;
      out[o] = s0;
      out[o + 1] = s1;
      out[o + 2] = s2;
      out[o + 3] = s3;
    }
    for (; j < C; j++) out[i * C + j] = dot(a, ai, b, j * D, D);
  }
}

/** The inner product of D numbers of `a` from `ai` on and of `b` from `bi` on. */
export function dot(a: Reals, ai: number, b: Reals, bi: number, D: number): number {
  let sum = 0;
  for (let d = 0; d < D; d++) sum += a[ai + d]! * b[bi + d]!;
  return sum;
}

/** out = a b: a is (B, C), b is (C, D), out is (B, D). */
export function multiply(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void {
  out.fill(0, 0, B * D);
  for (let i = 0; i < B; i++) {
    const oi = i * D;
    let j = 0;
    for (; j + 4 <= C; j += 4)
      addFour(out, oi, b, j * D, D, a[i * C + j]!, a[i * C + j + 1]!, a[i * C + j + 2]!, a[i * C + j + 3]!);
    for (; j < C; j++) addRow(out, oi, b, j * D, D, a[i * C + j]!);
  }
}

/** out = aᵀ b: a is (B, C), b is (B, D), out is (C, D). */
export function multiplyLeftTransposed(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void {
  out.fill(0, 0, C * D);
  for (let j = 0; j < C; j++) {
    const oj = j * D;
    let i = 0;
    for (; i + 4 <= B; i += 4) {
      addFour(out, oj, b, i * D, D, a[i * C + j]!, a[(i + 1) * C + j]!, a[(i + 2) * C + j]!, a[(i + 3) * C + j]!);
    }
    for (; i < B; i++) addRow(out, oj, b, i * D, D, a[i * C + j]!);
  }
}

/** out += scale * b over D numbers. A scale of 0 adds nothing, even for NaN in b: sparse inputs are mostly zeros. */
export function addScaled(out: Reals, oi: number, b: Reals, bi: number, D: number, scale: number): void {
  if (scale !== 0) addRow(out, oi, b, bi, D, scale);
}

/** out += scale * b over D numbers. 0 times infinity is NaN, as in IEEE 754. */
function addRow(out: Reals, oi: number, b: Reals, bi: number, D: number, scale: number): void {
  for (let d = 0; d < D; d++) out[oi + d]! += scale * b[bi + d]!;
}

/** out += the sum of four consecutive rows of b, each scaled, in one pass over `out`. */
function addFour(
  out: Reals,
  oi: number,
  b: Reals,
  bi: number,
  D: number,
  x0: number,
  x1: number,
  x2: number,
  x3: number,
): void {
  const b1 = bi + D;
  const b2 = b1 + D;
  const b3 = b2 + D;
  for (let d = 0; d < D; d++) {
    out[oi + d]! += x0 * b[bi + d]! + x1 * b[b1 + d]! + x2 * b[b2 + d]! + x3 * b[b3 + d]!;
  }
}
