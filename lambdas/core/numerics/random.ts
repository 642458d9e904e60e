import { portableLog } from './portable-math.ts';

/*
 * Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3). A counter-based
 * generator: block n is a pure function of (key, n). A run that resumes at a counter draws the same numbers as a run
 * without a break, and streams with different names do not overlap.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;
const TWO_POW_32 = 4294967296;
const TWO_POW_MINUS_53 = 1 / 9007199254740992;

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const low = (a & 0xffff) * (b & 0xffff);
  const middle = (a >>> 16) * (b & 0xffff) + (low >>> 16);
  const carry = (a & 0xffff) * (b >>> 16) + (middle & 0xffff);
  return ((a >>> 16) * (b >>> 16) + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}

/**
 * One block: four unsigned 32-bit numbers from a 128-bit counter and a 64-bit key.
 * @param counter (4) words, least significant first. @param key (2) words. @param out (4) receives the block.
 */
export function philox4x32(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  let [c0, c1, c2, c3] = [counter[0]!, counter[1]!, counter[2]!, counter[3]!];
  let [k0, k1] = [key[0]!, key[1]!];
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** 32-bit FNV-1a over the UTF-16 code units of a text, two bytes each. */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

/** A stream of random numbers, determined by (seed, stream). */
export class CounterRandom {
  readonly #key: Uint32Array;
  readonly #counter: Uint32Array;
  readonly #block = new Uint32Array(4);
  #used = 4;
  #spareNormal: number | undefined;

  /** @param seed A whole number in [0, 2^53). @param stream The name of the stream. @throws RangeError */
  constructor(seed: number, stream: string) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`random: seed is ${seed}, expected a whole number in [0, 2^53)`);
    }
    this.#key = Uint32Array.of(seed >>> 0, Math.floor(seed / TWO_POW_32));
    this.#counter = Uint32Array.of(0, 0, hashText(stream), hashText(stream, 0x2f0b4c47));
  }

  /** The next unsigned 32-bit number. */
  nextUint32(): number {
    if (this.#used === 4) this.#advance();
    return this.#block[this.#used++]!;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) * TWO_POW_MINUS_53;
  }

  /**
   * A whole number in [0, n) for n in [1, 2^32], without bias: values of an incomplete last interval are drawn again.
   */
  integer(n: number): number {
    const limit = TWO_POW_32 - (TWO_POW_32 % n);
    let value = this.nextUint32();
    while (value >= limit) value = this.nextUint32();
    return value % n;
  }

  /** Standard normal, by Marsaglia's polar method: its operations give the same bits on every machine. */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    let [u, v, s] = [0, 0, 0];
    do {
      u = 2 * this.uniform() - 1;
      v = 2 * this.uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * portableLog(s)) / s);
    this.#spareNormal = v * scale;
    return u * scale;
  }

  /** Shuffles in place (Fisher-Yates). */
  shuffle(items: Int32Array): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = items[i]!;
      items[i] = items[j]!;
      items[j] = swapped;
    }
  }

  #advance(): void {
    philox4x32(this.#counter, this.#key, this.#block);
    this.#used = 0;
    this.#counter[0] = (this.#counter[0]! + 1) >>> 0;
    if (this.#counter[0] === 0) this.#counter[1] = (this.#counter[1]! + 1) >>> 0;
  }
}
