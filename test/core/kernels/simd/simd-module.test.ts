import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

// An engine that has run the kernels is not asked again, and other tests of this worker may have run them.
beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

describe('instantiate', () => {
  it('throws on an engine without the SIMD instructions, and names the other kernels', async () => {
    const { webAssembly } = await import('../../../../lambdas/core/kernels/web-assembly.ts');
    const simd = await import('../../../../lambdas/core/kernels/simd/simd-module.ts');
    vi.spyOn(webAssembly, 'validate').mockReturnValue(false);
    expect(simd.supportsSimd(simd.relaxedSimd)).toBe(false);
    expect(() => simd.instantiate(simd.relaxedSimd, 1)).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('use referenceKernels') }),
    );
  });
});
