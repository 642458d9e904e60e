/**
 * Steps of the original model in float64, one per triplet in order: e = x W for the differences x_p = anchor - positive
 * and x_n = anchor - negative; if |e_p|^2 - |e_n|^2 + margin > 0, W -= rate x_p e_p. The same bits as seedSteps of
 * numerics/seed-steps.ts: every sum runs in the order of its terms. `spare` is scratch memory for 2 (F + D) float64
 * numbers. Returns how many steps moved the weights.
 */
export function seedSteps(
  weights: usize, anchors: usize, positives: usize, negatives: usize, B: i32, F: i32, D: i32, rate: f64, margin: f64,
  spare: usize,
): i32 {
  const inputBytes = <usize>F << 3;
  const toNegative = spare + inputBytes;
  const positive = toNegative + inputBytes;
  const negative = positive + (<usize>D << 3);
  let moved = 0;
  for (let i = 0; i < B; i++) {
    subtract(anchors, positives, spare, F);
    subtract(anchors, negatives, toNegative, F);
    multiplyBoth(spare, toNegative, weights, positive, negative, F, D);
    if (squaredLength(positive, D) - squaredLength(negative, D) + margin > 0) {
      pull(weights, spare, positive, F, D, rate);
      moved += 1;
    }
    anchors += inputBytes;
    positives += inputBytes;
    negatives += inputBytes;
  }
  return moved;
}

@inline
function subtract(a: usize, b: usize, to: usize, length: i32): void {
  let i = 0;
  for (; i + 2 <= length; i += 2) {
    const at = <usize>i << 3;
    v128.store(to + at, f64x2.sub(v128.load(a + at), v128.load(b + at)));
  }
  if (i < length) store<f64>(to + (<usize>i << 3), load<f64>(a + (<usize>i << 3)) - load<f64>(b + (<usize>i << 3)));
}

/** Two rows of F numbers times weights (F, D): eight columns (a cache line) at a time, then two, then one. */
@inline
function multiplyBoth(x: usize, y: usize, weights: usize, xTo: usize, yTo: usize, F: i32, D: i32): void {
  let d = 0;
  for (; d + 8 <= D; d += 8) multiplyEight(x, y, weights + (<usize>d << 3), xTo + (<usize>d << 3), yTo + (<usize>d << 3), F, D);
  for (; d + 2 <= D; d += 2) multiplyTwo(x, y, weights + (<usize>d << 3), xTo + (<usize>d << 3), yTo + (<usize>d << 3), F, D);
  if (d < D) multiplyOne(x, y, weights + (<usize>d << 3), xTo + (<usize>d << 3), yTo + (<usize>d << 3), F, D);
}

function multiplyEight(x: usize, y: usize, weights: usize, xTo: usize, yTo: usize, F: i32, D: i32): void {
  const stride = <usize>D << 3;
  let x0 = f64x2.splat(0);
  let x1 = f64x2.splat(0);
  let x2 = f64x2.splat(0);
  let x3 = f64x2.splat(0);
  let y0 = f64x2.splat(0);
  let y1 = f64x2.splat(0);
  let y2 = f64x2.splat(0);
  let y3 = f64x2.splat(0);
  for (let f = 0; f < F; f++) {
    const a = v128.load64_splat(x + (<usize>f << 3));
    const b = v128.load64_splat(y + (<usize>f << 3));
    let w = v128.load(weights);
    x0 = f64x2.add(x0, f64x2.mul(a, w));
    y0 = f64x2.add(y0, f64x2.mul(b, w));
    w = v128.load(weights, 16);
    x1 = f64x2.add(x1, f64x2.mul(a, w));
    y1 = f64x2.add(y1, f64x2.mul(b, w));
    w = v128.load(weights, 32);
    x2 = f64x2.add(x2, f64x2.mul(a, w));
    y2 = f64x2.add(y2, f64x2.mul(b, w));
    w = v128.load(weights, 48);
    x3 = f64x2.add(x3, f64x2.mul(a, w));
    y3 = f64x2.add(y3, f64x2.mul(b, w));
    weights += stride;
  }
  v128.store(xTo, x0);
  v128.store(xTo, x1, 16);
  v128.store(xTo, x2, 32);
  v128.store(xTo, x3, 48);
  v128.store(yTo, y0);
  v128.store(yTo, y1, 16);
  v128.store(yTo, y2, 32);
  v128.store(yTo, y3, 48);
}

@inline
function multiplyTwo(x: usize, y: usize, weights: usize, xTo: usize, yTo: usize, F: i32, D: i32): void {
  let x0 = f64x2.splat(0);
  let y0 = f64x2.splat(0);
  for (let f = 0; f < F; f++) {
    const w = v128.load(weights);
    x0 = f64x2.add(x0, f64x2.mul(v128.load64_splat(x + (<usize>f << 3)), w));
    y0 = f64x2.add(y0, f64x2.mul(v128.load64_splat(y + (<usize>f << 3)), w));
    weights += <usize>D << 3;
  }
  v128.store(xTo, x0);
  v128.store(yTo, y0);
}

@inline
function multiplyOne(x: usize, y: usize, weights: usize, xTo: usize, yTo: usize, F: i32, D: i32): void {
  let x0: f64 = 0;
  let y0: f64 = 0;
  for (let f = 0; f < F; f++) {
    const w = load<f64>(weights);
    x0 += load<f64>(x + (<usize>f << 3)) * w;
    y0 += load<f64>(y + (<usize>f << 3)) * w;
    weights += <usize>D << 3;
  }
  store<f64>(xTo, x0);
  store<f64>(yTo, y0);
}

@inline
function squaredLength(x: usize, D: i32): f64 {
  let sum: f64 = 0;
  for (let d = 0; d < D; d++) sum += load<f64>(x + (<usize>d << 3)) * load<f64>(x + (<usize>d << 3));
  return sum;
}

/** weights -= (rate x) e, row by row. */
@inline
function pull(weights: usize, x: usize, e: usize, F: i32, D: i32, rate: f64): void {
  for (let f = 0; f < F; f++) {
    const scale = rate * load<f64>(x + (<usize>f << 3));
    let d = 0;
    for (; d + 2 <= D; d += 2) {
      const at = weights + (<usize>d << 3);
      v128.store(at, f64x2.sub(v128.load(at), f64x2.mul(f64x2.splat(scale), v128.load(e + (<usize>d << 3)))));
    }
    if (d < D) {
      const at = weights + (<usize>d << 3);
      store<f64>(at, load<f64>(at) - scale * load<f64>(e + (<usize>d << 3)));
    }
    weights += <usize>D << 3;
  }
}
