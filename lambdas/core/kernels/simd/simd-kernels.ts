import type { Allocator } from '../../numerics/allocator.ts';
import type { Kernels } from '../kernels.ts';
import { oneThread, type Threads } from '../threads.ts';
import { FIRST_PAGES } from './arena.ts';
import { checkSizes } from './checks.ts';
import { Gemm } from './gemm.ts';
import { simdBags } from './simd-bags.ts';
import type { SimdContext } from './simd-context.ts';
import { simdInfoNce } from './simd-info-nce.ts';
import { simdListwise } from './simd-listwise.ts';
import { SimdMemory } from './simd-memory.ts';
import { instantiate, relaxedSimd, type SimdBuild, type SimdMode, strictSimd, supportsSimd } from './simd-module.ts';
import { simdOptimizers } from './simd-optimizers.ts';
import { simdGather, simdProducts } from './simd-products.ts';
import { simdNormalize, simdSeedSteps } from './simd-rows.ts';
import { simdSemiHard } from './simd-semi-hard.ts';
import { simdTriplets } from './simd-triplet.ts';
import { WorkScheduler } from './work-scheduler.ts';

/**
 * Kernels in WebAssembly SIMD, with their own memory.
 * @param mode `relaxed` becomes `strict` if the engine has no relaxed SIMD; `name` of the result says which. Default
 * `strict`.
 * @param threads Helping threads. The results have the same bits for every number of threads. Default: none.
 * @throws KernelError `unsupported`. Each kernel may throw `thread-lost`; its memory must not be used afterwards.
 */
export function simdKernels(mode: SimdMode = 'strict', threads: Threads = oneThread): Kernels {
  const build = mode === 'relaxed' && supportsSimd(relaxedSimd) ? relaxedSimd : strictSimd;
  const context = createContext(build, threads);
  return {
    name: build.mode,
    ...allocatorOf(context.memory),
    ...simdProducts(context),
    ...simdGather(context),
    ...simdNormalize(context),
    ...simdBags(context),
    ...simdOptimizers(context),
    ...simdInfoNce(context),
    ...simdListwise(context),
    ...simdTriplets(context),
    ...simdSemiHard(context),
    ...simdSeedSteps(context),
  };
}

function createContext(build: SimdBuild, threads: Threads): SimdContext {
  const simd = instantiate(build, FIRST_PAGES);
  const memory = new SimdMemory(simd.memory);
  const scheduler = new WorkScheduler(simd, memory, threads, simd.exports.gemmWorkspaceBytes());
  return { wasm: simd.exports, memory, scheduler, gemm: new Gemm(scheduler) };
}

function allocatorOf(memory: SimdMemory): Allocator {
  return {
    reals: (length) => {
      checkSizes({ length });
      return memory.reals(length);
    },
    doubles: (length) => {
      checkSizes({ length });
      return memory.doubles(length);
    },
    integers: (length) => {
      checkSizes({ length });
      return memory.integers(length);
    },
    release: (array) => memory.release(array),
  };
}
