import { KernelError } from '../kernel-error.ts';
import { relaxedBinary, strictBinary } from './binaries.ts';
import { bytesOfBase64, type WasmMemory, webAssembly } from './web-assembly.ts';

/** `strict`: the same bits on every machine. `relaxed`: faster where the processor fuses multiply and add. */
export type SimdMode = 'strict' | 'relaxed';

type Numbers = (...numbers: number[]) => number;

/** The exported functions of assembly/, where their arguments are described: sizes, numbers and addresses. */
export interface SimdExports {
  readonly gemmWorkspaceBytes: Numbers;
  readonly gemm: Numbers;
  readonly maskLogits: Numbers;
  readonly softmaxSlopes: Numbers;
  readonly columnMaxima: Numbers;
  readonly symmetricSlopes: Numbers;
  readonly normalizeForward: Numbers;
  readonly normalizeBackward: Numbers;
  readonly bagForward: Numbers;
  readonly bagBackward: Numbers;
  readonly adam: Numbers;
  readonly adamRows: Numbers;
  readonly adagradRows: Numbers;
  readonly rowOrder: Numbers;
  readonly scanQuads: Numbers;
  readonly scanQuadsForFour: Numbers;
  readonly endScan: Numbers;
}

/** 4 GiB, the most that 32-bit addresses reach; only what is used takes memory. */
const MAX_PAGES = 65_536;

const binaries: Readonly<Record<SimdMode, string>> = { strict: strictBinary, relaxed: relaxedBinary };
const modules = new Map<SimdMode, object>();

/** True when this engine can run the kernels of a mode. */
export function supportsSimd(mode: SimdMode): boolean {
  return modules.has(mode) || (webAssembly?.validate(bytesOfBase64(binaries[mode])) ?? false);
}

/** The kernels' functions over a memory of their own. @throws KernelError `unsupported` */
export function instantiate(mode: SimdMode): { exports: SimdExports; memory: WasmMemory } {
  if (!supportsSimd(mode)) {
    throw new KernelError('unsupported', `this engine has no ${mode} WebAssembly SIMD; use referenceKernels`);
  }
  const module = modules.get(mode) ?? new webAssembly.Module(bytesOfBase64(binaries[mode]));
  modules.set(mode, module);
  const memory = new webAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  const instance = new webAssembly.Instance(module, { env: { memory } });
  return { exports: instance.exports as SimdExports, memory };
}
