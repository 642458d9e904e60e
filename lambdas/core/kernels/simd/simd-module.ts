import { KernelError } from '../kernel-error.ts';
import { bytesOfBase64, type WasmMemory, webAssembly } from '../web-assembly.ts';
import { relaxedBinary, strictBinary } from './binaries.ts';

/** `strict`: the same bits on every machine. `relaxed`: faster where the processor fuses multiply and add. */
export type SimdMode = 'strict' | 'relaxed';

type Numbers = (...numbers: number[]) => number;

/** The exported functions of assembly/, where their arguments are described: sizes, numbers and addresses. */
export interface SimdExports {
  readonly gemmWorkspaceBytes: Numbers;
  readonly maskLogits: Numbers;
  readonly softmaxSlopes: Numbers;
  readonly columnMaxima: Numbers;
  readonly symmetricSlopes: Numbers;
  readonly tokensFit: Numbers;
  readonly assignSlots: Numbers;
  readonly rowOrder: Numbers;
  readonly ascendingRows: Numbers;
  readonly endScan: Numbers;
  readonly gatherRows: Numbers;
  readonly gatherDifferences: Numbers;
  readonly rowsInUse: Numbers;
  readonly squaredLengths: Numbers;
  readonly scaleRows: Numbers;
  readonly fromDifferences: Numbers;
  readonly addTriplets: Numbers;
  readonly narrowAll: Numbers;
  readonly columnsOf: Numbers;
  readonly pairDistances: Numbers;
  readonly semiHard: Numbers;
  readonly seedSteps: Numbers;
  /** One of assembly/work.ts. */
  readonly doWork: Numbers;
  /** The same with the help of others: assembly/work-scheduler.ts. */
  readonly lead: Numbers;
}

/** The kernels' functions over a memory of their own. */
export interface SimdModule {
  readonly exports: SimdExports;
  readonly memory: WasmMemory;
  /** What other threads make an instance of. */
  readonly module: object;
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
export function instantiate(mode: SimdMode): SimdModule {
  if (!supportsSimd(mode)) {
    throw new KernelError('unsupported', `this engine has no ${mode} WebAssembly SIMD; use referenceKernels`);
  }
  const module = modules.get(mode) ?? new webAssembly.Module(bytesOfBase64(binaries[mode]));
  modules.set(mode, module);
  const memory = new webAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  const instance = new webAssembly.Instance(module, { env: { memory } });
  return { exports: instance.exports as SimdExports, memory, module };
}
