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

/** A build of the kernels. A program that never names a build does not hold its bytes. */
export interface SimdBuild {
  readonly mode: SimdMode;
  /** The WebAssembly module as base64. */
  readonly binary: string;
}

export const strictSimd: SimdBuild = { mode: 'strict', binary: strictBinary };
export const relaxedSimd: SimdBuild = { mode: 'relaxed', binary: relaxedBinary };

/** By build: its WebAssembly.Module; undefined if this engine cannot run it. */
const modules = new Map<SimdMode, object | undefined>();

/** True if this engine can run the kernels of a build. */
export function supportsSimd(build: SimdBuild): boolean {
  return moduleOf(build) !== undefined;
}

function moduleOf({ mode, binary }: SimdBuild): object | undefined {
  if (modules.has(mode)) return modules.get(mode);
  const bytes = decodeBase64(binary);
  const module = webAssembly?.validate(bytes) ? new webAssembly.Module(bytes) : undefined;
  modules.set(mode, module);
  return module;
}

/**
 * Instantiates the kernels with a new memory.
 * @param pages The size of the memory. Growth is slow in a process that holds many memories: V8 then looks at each of them.
 * @throws KernelError `unsupported`
 */
export function instantiate(build: SimdBuild, pages: number): SimdModule {
  const module = moduleOf(build);
  if (module === undefined) {
    throw new KernelError('unsupported', `this engine has no ${build.mode} WebAssembly SIMD; use referenceKernels`);
  }
  const memory = new webAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true });
  const instance = new webAssembly.Instance(module, { env: { memory } });
  return { exports: instance.exports as SimdExports, memory, module };
}
