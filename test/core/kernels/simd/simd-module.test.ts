import { afterEach, describe, expect, it, vi } from 'vitest';
import { instantiate, supportsSimd } from '../../../../lambdas/core/kernels/simd/simd-module.ts';
import { webAssembly } from '../../../../lambdas/core/kernels/web-assembly.ts';

afterEach(() => vi.restoreAllMocks());

describe('instantiate', () => {
  it('throws on an engine without the SIMD instructions, and names the other kernels', () => {
    vi.spyOn(webAssembly, 'validate').mockReturnValue(false);
    expect(supportsSimd('relaxed')).toBe(false);
    expect(() => instantiate('relaxed')).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('use referenceKernels') }),
    );
  });
});
