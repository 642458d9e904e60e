import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from '../../../../lambdas/core/kernels/simd/arena.ts';
import { simdKernels } from '../../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { webAssembly } from '../../../../lambdas/core/kernels/web-assembly.ts';

function memoryOf(maximum: number) {
  return new webAssembly.Memory({ initial: 1, maximum, shared: true });
}

describe('the memory of the kernels', () => {
  it('keeps an array valid while the memory grows', () => {
    const kernels = simdKernels();
    const small = kernels.reals(4);
    small.set([1, 2, 3, 4]);
    const large = kernels.reals(5_000_000);
    large[4_999_999] = 7;
    small[0] = 5;
    const out = kernels.reals(4);
    kernels.multiply(small, Float32Array.of(1, 0, 0, 1), out, 2, 2, 2);
    expect([...out]).toEqual([5, 2, 3, 4]);
    expect(large[4_999_999]).toBe(7);
  });

  it('gives arrays of zeros, also in memory used before', () => {
    const kernels = simdKernels();
    const first = kernels.reals(100).fill(3);
    kernels.release(first);
    const second = kernels.integers(100);
    expect(second.byteOffset).toBe(first.byteOffset);
    expect(second.every((x) => x === 0)).toBe(true);
  });

  it('frees only arrays that it allocated, and only once', () => {
    const kernels = simdKernels();
    const array = kernels.reals(3);
    kernels.release(array);
    expect(() => kernels.release(array)).toThrow('no block');
    expect(() => kernels.release(new Float32Array(3))).toThrow('not allocated by these kernels');
    expect(() => simdKernels().release(kernels.reals(3))).toThrow('not allocated by these kernels');
    expect(() => kernels.reals(-1)).toThrow('length is -1');
  });

  it('never allocates a byte twice, and merges freed blocks', () => {
    const step = fc.record({ bytes: fc.integer({ min: 0, max: 300_000 }), give: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const memory = memoryOf(400);
        const arena = new Arena(memory, 64);
        const taken: { start: number; end: number }[] = [];
        for (const { bytes, give } of steps) {
          const start = arena.allocate(bytes);
          const end = start + bytes;
          expect(start % 64).toBe(0);
          expect(end).toBeLessThanOrEqual(memory.buffer.byteLength);
          expect(taken.every((one) => end <= one.start || one.end <= start)).toBe(true);
          taken.push({ start, end });
          if (give < taken.length) arena.free(taken.splice(give, 1)[0]!.start);
        }
        for (const { start } of taken) arena.free(start);
        const pages = memory.buffer.byteLength;
        arena.allocate(pages - 64);
        expect(memory.buffer.byteLength).toBe(pages);
      }),
    );
  });

  it('grows to twice its size, or by what is needed if there is no more', () => {
    const memory = memoryOf(10);
    const arena = new Arena(memory, 64);
    const pagesAfter = (pages: number) => {
      arena.allocate(pages * 65_536);
      return memory.buffer.byteLength / 65_536;
    };
    expect([1, 1, 2, 4].map(pagesAfter)).toEqual([2, 4, 8, 9]);
  });

  it('throws if it cannot grow, and stays usable', () => {
    const arena = new Arena(memoryOf(4), 64);
    expect(() => arena.allocate(5 * 65_536)).toThrow('cannot grow');
    expect(arena.allocate(3 * 65_536)).toBe(64);
  });
});
