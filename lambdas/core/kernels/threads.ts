import type { WasmMemory } from './web-assembly.ts';

/** What a helping thread needs: it instantiates the module on the memory and calls its `help(control, workspace)`, which never returns. */
export interface HelpWanted {
  /** A WebAssembly.Module. */
  readonly module: object;
  readonly memory: WasmMemory;
  readonly control: number;
  readonly workspace: number;
}

/** A thread that was asked to help. It may come late, or never. */
export interface Helper {
  /** True from when it was told to stop, or was seen to be gone. */
  readonly gone: boolean;
  /** Ends it, for good. It is gone from now on; resolves when it has ended. */
  stop(): Promise<void>;
}

/** The threads that kernels may share their work with. Results do not depend on how many there are. */
export interface Threads {
  /** A whole number from 1: the thread that asks is one of them. */
  readonly count: number;
  /** How long a part that another thread has taken is waited for, before that thread is held for lost. */
  readonly patienceSeconds: number;
  /** Starts a thread, at once and without waiting for it; called `count - 1` times for each memory. */
  start(wanted: HelpWanted): Helper;
}

/** Threads that are ended when their work is over. */
export interface ThreadPool extends Threads {
  /** Ends all that were started; kernels that they helped go on alone. */
  close(): Promise<void>;
}

/** No other threads. */
export const oneThread: ThreadPool = {
  count: 1,
  patienceSeconds: 0,
  start: () => ({ gone: true, stop: async () => {} }),
  close: async () => {},
};
