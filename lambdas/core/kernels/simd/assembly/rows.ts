import { lower, narrow, sumOfTwo, upper } from './parts/arithmetic';

/** The inner product of D numbers, summed in float64. */
@inline
function innerProduct(x: usize, y: usize, D: i32): f64 {
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let d = 0;
  for (; d + 4 <= D; d += 4) {
    const a = v128.load(x + (<usize>d << 2));
    const b = v128.load(y + (<usize>d << 2));
    sum0 = f64x2.add(sum0, f64x2.mul(lower(a), lower(b)));
    sum1 = f64x2.add(sum1, f64x2.mul(upper(a), upper(b)));
  }
  let sum = sumOfTwo(f64x2.add(sum0, sum1));
  for (; d < D; d++) sum += <f64>load<f32>(x + (<usize>d << 2)) * <f64>load<f32>(y + (<usize>d << 2));
  return sum;
}

/** Work on rows. unit = z / max(|z|, smallest) and norms = |z|, as normalizeRowsForward of numerics/normalize.ts. */
export function normalizeForward(
  z: usize, unit: usize, norms: usize, D: i32, smallest: f64, firstUnit: i32, endUnit: i32,
): void {
  z += (<usize>firstUnit * D) << 2;
  unit += (<usize>firstUnit * D) << 2;
  for (let i = firstUnit; i < endUnit; i++) {
    const norm = <f32>sqrt(innerProduct(z, z, D));
    store<f32>(norms + (<usize>i << 2), norm);
    const scale = 1 / max(<f64>norm, smallest);
    const scales = f64x2.splat(scale);
    let d = 0;
    for (; d + 4 <= D; d += 4) {
      const x = v128.load(z + (<usize>d << 2));
      v128.store(unit + (<usize>d << 2), narrow(f64x2.mul(lower(x), scales), f64x2.mul(upper(x), scales)));
    }
    for (; d < D; d++) store<f32>(unit + (<usize>d << 2), <f32>(<f64>load<f32>(z + (<usize>d << 2)) * scale));
    z += <usize>D << 2;
    unit += <usize>D << 2;
  }
}

/**
 * Work on rows. dz = (dUnit - (dUnit . unit) unit) / |z|, as normalizeRowsBackward of numerics/normalize.ts. dz may be
 * dUnit.
 */
export function normalizeBackward(
  dUnit: usize, unit: usize, norms: usize, dz: usize, D: i32, smallest: f64, firstUnit: i32, endUnit: i32,
): void {
  const firstByte = (<usize>firstUnit * D) << 2;
  dUnit += firstByte;
  unit += firstByte;
  dz += firstByte;
  for (let i = firstUnit; i < endUnit; i++) {
    const along = innerProduct(dUnit, unit, D);
    const norm = <f64>load<f32>(norms + (<usize>i << 2));
    const scale = norm < smallest ? 0 : 1 / norm;
    const alongs = f64x2.splat(along);
    const scales = f64x2.splat(scale);
    let d = 0;
    for (; d + 4 <= D; d += 4) {
      const g = v128.load(dUnit + (<usize>d << 2));
      const u = v128.load(unit + (<usize>d << 2));
      const low = f64x2.mul(f64x2.sub(lower(g), f64x2.mul(alongs, lower(u))), scales);
      const high = f64x2.mul(f64x2.sub(upper(g), f64x2.mul(alongs, upper(u))), scales);
      v128.store(dz + (<usize>d << 2), narrow(low, high));
    }
    for (; d < D; d++) {
      const at = <usize>d << 2;
      store<f32>(dz + at, <f32>((<f64>load<f32>(dUnit + at) - along * <f64>load<f32>(unit + at)) * scale));
    }
    dUnit += <usize>D << 2;
    unit += <usize>D << 2;
    dz += <usize>D << 2;
  }
}
