import type { WasmMemory } from './web-assembly.ts';

/**
 * What a helping thread needs. It instantiates `module` on `memory` and calls its `help(control, workspace)`, which
 * never returns.
 */
export interface HelperSetup {
  /** A WebAssembly.Module. */
  readonly module: object;
  readonly memory: WasmMemory;
  /** Address of the control block. */
  readonly control: number;
  /** Address of the thread's own workspace. */
  readonly workspace: number;
}

/** A helping thread. It may start late, or never. */
export interface Helper {
  /** True after `stop` was called, or the thread has ended or failed. */
  readonly isGone: boolean;
  /** Ends the thread for good. Resolves when it has ended; `isGone` is true at once. */
  stop(): Promise<void>;
}

/** The threads that kernels may share their work with. Results do not depend on their number. */
export interface Threads {
  /** Number of threads, the calling one included: a whole number from 1. */
  readonly count: number;
  /** How long a part that another thread has taken may make no progress before that thread counts as lost. */
  readonly patienceSeconds: number;
  /** Starts a thread without waiting for it. Called `count - 1` times for each memory. */
  start(setup: HelperSetup): Helper;
}

/** Threads that the owner ends when their work is over. */
export interface ThreadPool extends Threads {
  /** Ends all started threads. Kernels that used them continue on the calling thread. */
  close(): Promise<void>;
}

/** No helping threads. */
export const oneThread: ThreadPool = {
  count: 1,
  patienceSeconds: 0,
  start: () => ({ isGone: true, stop: async () => {} }),
  close: async () => {},
};
