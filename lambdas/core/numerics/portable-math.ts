/*
 * exp, log and cos from + - * / only, whose results IEEE 754 defines to the last bit. The built-in functions may differ
 * between processors and engines, and one different bit leads to different weights.
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LOG2_E = Math.LOG2E;
/** Below the first, exp is 0; above the second, Infinity. */
const MIN_EXPONENT = -745.2;
const MAX_EXPONENT = 709.782712893384;
const SERIES = [1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13, 1 / 15, 1 / 17, 1 / 19, 1 / 21, 1 / 23];

const bits = new DataView(new ArrayBuffer(8));

/** 2^k for a whole number k in [-1074, 1023]. */
function powerOfTwo(k: number): number {
  if (k < -1022) return powerOfTwo(k + 52) * 2.220446049250313e-16;
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

const POWERS = Float64Array.from({ length: 1075 + 1024 }, (_, index) => powerOfTwo(index - 1074));

/** e^x, within one unit in the last place (the rational approximation of fdlibm's e_exp.c, Sun Microsystems 1993). */
export function portableExp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > MAX_EXPONENT) return Infinity;
  if (x < MIN_EXPONENT) return 0;
  const k = Math.floor(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  return k > 1023 ? y * 2 * POWERS[k - 1 + 1074]! : y * POWERS[Math.max(k, -1074) + 1074]!;
}

/** Natural logarithm of a positive finite x, by the series of artanh around the nearest power of two. */
export function portableLog(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0) || x === Infinity) return x === Infinity ? x : NaN;
  bits.setFloat64(0, x < 2.2250738585072014e-308 ? x * 4503599627370496 : x);
  let exponent = ((bits.getUint32(0) >>> 20) & 0x7ff) - (x < 2.2250738585072014e-308 ? 1075 : 1023);
  bits.setUint32(0, (bits.getUint32(0) & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let i = SERIES.length - 1; i >= 0; i--) sum = square * (SERIES[i]! + sum);
  return exponent * LN2_HIGH + (2 * s * (1 + sum) + exponent * LN2_LOW);
}

const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_MIDDLE = 6.077100506303966e-11;
const HALF_PI_LOW = 2.0222662487959506e-21;
const SINE_SERIES = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
];
const COSINE_SERIES = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
];

/** c0 + x (c1 + x (c2 + ...)). */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = coefficients[i]! + x * sum;
  return sum;
}

/**
 * cos x for |x| up to 1e6, within 1e-15 (the reduction by quarter turns and the polynomials of fdlibm's e_rem_pio2.c,
 * k_sin.c and k_cos.c, Sun Microsystems 1993). NaN beyond 1e6, where the reduction would lose its digits.
 */
export function portableCos(x: number): number {
  if (!(Math.abs(x) <= 1e6)) return NaN;
  const quarters = Math.floor(x / (HALF_PI_HIGH + HALF_PI_MIDDLE) + 0.5);
  const r = x - quarters * HALF_PI_HIGH - quarters * HALF_PI_MIDDLE - quarters * HALF_PI_LOW;
  const square = r * r;
  const cosine = 1 - (square / 2 - square * square * polynomial(COSINE_SERIES, square));
  const sine = r + r * square * polynomial(SINE_SERIES, square);
  const turn = quarters & 3;
  if (turn === 0) return cosine;
  if (turn === 2) return -cosine;
  return turn === 1 ? -sine : sine;
}
