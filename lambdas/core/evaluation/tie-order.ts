/*
 * Equal scores are ranked in a fixed random order. Otherwise the order of the catalog or of the ids would decide the
 * metrics: a collapsed model would score well on a catalog that is sorted in its favour. The order is that of numpy's
 * `RandomState(0).rand(products)` (MT19937, Matsumoto and Nishimura 1998), so that a judge written in Python gets the
 * same figures, ties included.
 */

const N = 624;
const M = 397;

function initializeState(seed: number): Uint32Array {
  const state = new Uint32Array(N);
  state[0] = seed;
  for (let i = 1; i < N; i++) {
    const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = Math.imul(1812433253, previous) + i;
  }
  return state;
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < N; i++) {
    const y = (state[i]! & 0x80000000) | (state[(i + 1) % N]! & 0x7fffffff);
    state[i] = state[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}

/**
 * Computes the tie-breaker.
 * @returns (products): of two products with equal scores the one with the smaller number ranks first.
 */
export function computeTieOrder(products: number): Float64Array {
  const state = initializeState(0);
  let used = N;
  const next = (): number => {
    if (used === N) {
      twist(state);
      used = 0;
    }
    return temper(state[used++]!);
  };
  return Float64Array.from({ length: products }, () => {
    const high = next() >>> 5;
    const low = next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  });
}
