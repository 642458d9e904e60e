import { KernelError } from '../kernel-error.ts';
import type { Helper, Threads } from '../threads.ts';
import { type WorkArguments, workNames } from './generated/simd-exports.ts';
import type { SimdMemory } from './simd-memory.ts';
import type { SimdModule } from './simd-module.ts';

export type WorkName = keyof WorkArguments;

/** How the units of a work are divided into parts. */
export interface Units {
  /** Number of units; they do not depend on each other. */
  readonly count: number;
  /** Units that are worth a part of their own: some tens of microseconds of work. */
  readonly minPerPart: number;
  /** Each part but the last has a multiple of this many units. Default 1. */
  readonly multiple?: number;
}

/** The control block described in assembly/work-scheduler.ts: its bytes, and where the arguments begin. */
const CONTROL_BYTES = 512;
const ARGUMENTS_AT = 256;
/** The assembly waits in naps of 50 ms. */
const NAPS_PER_SECOND = 20;
/** More parts than threads, so that the other threads take over the share of a delayed one. */
const PARTS_PER_THREAD = 4;

const workNumbers = new Map<WorkName, number>(workNames.map((name, number) => [name, number]));

/** Runs works on the kernels' memory, on the calling thread and on helping threads. */
export class WorkScheduler {
  /** Threads that share a work, the calling one included. */
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
   * @param workspaceBytes The memory that each thread needs for itself: that of gemm, or 0.
   * @param start When the helping threads start. `late`: at the second work that is worth sharing, so that the first
   * never waits for a thread to start.
   */
  constructor(
    simd: SimdModule,
    memory: SimdMemory,
    threads: Threads,
    workspaceBytes: number,
    start: 'at once' | 'late' = 'at once',
  ) {
    const allocateWorkspace = (): number => memory.allocate(workspaceBytes);
    this.#simd = simd;
    this.count = threads.count;
    this.#control = memory.allocate(CONTROL_BYTES);
    memory.integersAt(this.#control, CONTROL_BYTES / 4).fill(0);
    this.#arguments = memory.doublesAt(this.#control + ARGUMENTS_AT, (CONTROL_BYTES - ARGUMENTS_AT) / 8);
    this.#workspace = allocateWorkspace();
    this.#patienceNaps = Math.max(1, Math.ceil(threads.patienceSeconds * NAPS_PER_SECOND));
    const workspaces = Array.from({ length: threads.count - 1 }, allocateWorkspace);
    const { module } = simd;
    this.#startHelpers = () =>
      workspaces.map((workspace) => threads.start({ module, memory: simd.memory, control: this.#control, workspace }));
    if (start === 'at once') this.#helpers = this.#startHelpers();
  }

  /** Stops the helping threads. Later works run on the calling thread alone. */
  close(): void {
    for (const helper of this.#helpers ?? []) void helper.stop();
    this.#helpers = [];
  }

  /**
   * Runs all units of a work. The result has the same bits for every number of threads.
   * @throws KernelError `thread-lost` if a helping thread took a part and did not finish it. The results are then
   * undefined, and the helping threads are stopped.
   */
  run<Name extends WorkName>(work: Name, args: WorkArguments[Name], units: Units): void {
    const { count, minPerPart, multiple = 1 } = units;
    if (count <= 0) return;
    const number = workNumbers.get(work)!;
    this.#arguments.set(args);
    const usefulParts = Math.floor(count / Math.max(1, minPerPart));
    const helpers = usefulParts < 2 ? 0 : this.#countHelpers();
    const parts = Math.min((helpers + 1) * PARTS_PER_THREAD, usefulParts);
    const { doWork, lead } = this.#simd.exports;
    if (helpers === 0 || parts < 2) {
      doWork(number, this.#control + ARGUMENTS_AT, 0, count, this.#workspace);
      return;
    }
    const perPart = Math.ceil(count / parts / multiple) * multiple;
    if (lead(this.#control, number, count, perPart, this.#workspace, this.#patienceNaps) === 1) return;
    // A thread that was only delayed must not return to its part after the memory is used for something else.
    this.close();
    throw new KernelError(
      'thread-lost',
      `a thread took a part of the work ${work} and did not finish it; run again with one thread`,
    );
  }

  /** The number of helping threads that run. Those that start late are started at the second call. */
  #countHelpers(): number {
    if (this.#isUsed) this.#helpers ??= this.#startHelpers();
    this.#isUsed = true;
    return this.#helpers?.filter((helper) => !helper.isGone).length ?? 0;
  }
}
