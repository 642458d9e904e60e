import { afterEach, describe, expect, it, vi } from 'vitest';
import { instantiate, relaxedSimd, supportsSimd } from '../../../../lambdas/core/kernels/simd/simd-module.ts';
import { webAssembly } from '../../../../lambdas/core/kernels/web-assembly.ts';

afterEach(() => vi.restoreAllMocks());

describe('instantiate', () => {
  it('throws on an engine without the SIMD instructions, and names the other kernels', () => {
    vi.spyOn(webAssembly, 'validate').mockReturnValue(false);
    expect(supportsSimd(relaxedSimd)).toBe(false);
    expect(() => instantiate(relaxedSimd)).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('use referenceKernels') }),
    );
  });
});
