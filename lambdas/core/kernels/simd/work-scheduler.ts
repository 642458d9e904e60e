import { KernelError } from '../kernel-error.ts';
import type { Helper, Threads } from '../threads.ts';
import type { SimdMemory } from './simd-memory.ts';
import type { SimdModule } from './simd-module.ts';

/** What can be shared out, in the order of the numbers of assembly/work.ts. */
const works = [
  'gemmRows',
  'gemmColumns',
  'bagForward',
  'indexedForward',
  'bagBackward',
  'indexedBackward',
  'adam',
  'adamRows',
  'adagradRows',
  'normalizeForward',
  'normalizeBackward',
  'listwiseSlopes',
  'indexChunks',
  'scanRanges',
  'scanGroups',
  'averageRows',
] as const;
export type WorkName = (typeof works)[number];

/** Bytes of the block that assembly/work-scheduler.ts describes, and where the arguments are in it. */
const CONTROL_BYTES = 512;
const ARGUMENTS_AT = 256;
const NAPS_A_SECOND = 20;
/** Parts to a thread, so that one that is held up leaves its share to the others. */
const PARTS_A_THREAD = 4;

/** Does works on the kernels' memory, alone or with the help of other threads. */
export class WorkScheduler {
  /** Threads that works are shared between, this one included. */
  readonly count: number;
  readonly #simd: SimdModule;
  readonly #control: number;
  readonly #workspace: number;
  readonly #arguments: Float64Array;
  readonly #patienceNaps: number;
  readonly #startHelpers: () => readonly Helper[];
  #helpers: readonly Helper[] | undefined;
  #isUsed = false;

  /**
   * @param workspaceBytes What each thread needs to work in: that of gemm, where there are products of matrices.
   * @param start When the threads are started: `late` is at the second work that is worth sharing, so that the first one waits for nothing.
   */
  constructor(
    simd: SimdModule,
    memory: SimdMemory,
    threads: Threads,
    workspaceBytes: number,
    start: 'at once' | 'late' = 'at once',
  ) {
    const workspace = (): number => memory.take(workspaceBytes);
    this.#simd = simd;
    this.count = threads.count;
    this.#control = memory.take(CONTROL_BYTES);
    memory.integersAt(this.#control, CONTROL_BYTES / 4).fill(0);
    this.#arguments = memory.doublesAt(this.#control + ARGUMENTS_AT, (CONTROL_BYTES - ARGUMENTS_AT) / 8);
    this.#workspace = workspace();
    this.#patienceNaps = Math.max(1, Math.ceil(threads.patienceSeconds * NAPS_A_SECOND));
    const workspaces = Array.from({ length: threads.count - 1 }, workspace);
    const { module } = simd;
    this.#startHelpers = () =>
      workspaces.map((at) => threads.start({ module, memory: simd.memory, control: this.#control, workspace: at }));
    if (start === 'at once') this.#helpers = this.#startHelpers();
  }

  /** Ends the threads; works are done alone from now on. */
  close(): void {
    for (const helper of this.#helpers ?? []) void helper.stop();
    this.#helpers = [];
  }

  /**
   * Does `units` of a work, which do not depend on each other.
   * @param atLeast Units that are worth a part of their own: some tens of microseconds. @param multiple Units of a part, but the last.
   * @throws KernelError `thread-lost`: a thread took a part and is gone; what was worked on is not to be used.
   */
  run(work: WorkName, args: readonly number[], units: number, atLeast: number, multiple = 1): void {
    if (units <= 0) return;
    const number = works.indexOf(work);
    this.#arguments.set(args);
    const worthwhile = Math.floor(units / Math.max(1, atLeast));
    const helpers = worthwhile < 2 ? 0 : this.#present();
    const parts = Math.min((helpers + 1) * PARTS_A_THREAD, worthwhile);
    const { doWork, lead } = this.#simd.exports;
    if (helpers === 0 || parts < 2) {
      doWork(number, this.#control + ARGUMENTS_AT, 0, units, this.#workspace);
      return;
    }
    const each = Math.ceil(units / parts / multiple) * multiple;
    if (lead(this.#control, number, units, each, this.#workspace, this.#patienceNaps) === 1) return;
    // One that was only held up must not come back to its part while the memory is used for something else.
    this.close();
    throw new KernelError('thread-lost', `a thread took a part of ${work} and never finished it; use one thread`);
  }

  /** Threads that may help now; those that start late are started where there was work for them before. */
  #present(): number {
    if (this.#isUsed) this.#helpers ??= this.#startHelpers();
    this.#isUsed = true;
    return this.#helpers?.filter((helper) => !helper.gone).length ?? 0;
  }
}
