import { KernelError } from '../kernel-error.ts';
import { decodeBase64, type WasmMemory, webAssembly } from '../web-assembly.ts';
import { relaxedBinary, strictBinary } from './generated/binaries.ts';
import type { SimdExports } from './generated/simd-exports.ts';

/** `strict`: the same bits on every machine. `relaxed`: faster on processors that fuse multiply and add. */
export type SimdMode = 'strict' | 'relaxed';

/** An instance of the kernels' WebAssembly module with its own memory. */
export interface SimdModule {
  readonly exports: SimdExports;
  readonly memory: WasmMemory;
  /** The WebAssembly.Module, from which helping threads make their instances. */
  readonly module: object;
}

/** 4 GiB, the limit of 32-bit addresses. Pages take memory only when they are used. */
const MAX_PAGES = 65_536;

const binaries: Readonly<Record<SimdMode, string>> = { strict: strictBinary, relaxed: relaxedBinary };
const modules = new Map<SimdMode, object>();

/** True if this engine can run the kernels of a mode. */
export function supportsSimd(mode: SimdMode): boolean {
  return modules.has(mode) || (webAssembly?.validate(decodeBase64(binaries[mode])) ?? false);
}

/** Instantiates the kernels with a new memory. @throws KernelError `unsupported` */
export function instantiate(mode: SimdMode): SimdModule {
  if (!supportsSimd(mode)) {
    throw new KernelError('unsupported', `this engine has no ${mode} WebAssembly SIMD; use referenceKernels`);
  }
  const module = modules.get(mode) ?? new webAssembly.Module(decodeBase64(binaries[mode]));
  modules.set(mode, module);
  const memory = new webAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  const instance = new webAssembly.Instance(module, { env: { memory } });
  return { exports: instance.exports as SimdExports, memory, module };
}
