import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Helper, HelperSetup, ThreadPool } from '../core/kernels/threads.ts';

/**
 * All that a helping thread runs: the kernels' own loop, which is in the module. A text and no file of its own, so that it is
 * there from source and in a bundle of one file alike.
 */
const HELP = `
const { module, memory, control, workspace } = require('node:worker_threads').workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.help(control, workspace);
`;
/** A part takes milliseconds; a thread that has been held up so long is not coming back. */
const PATIENCE_SECONDS = 10;

export interface WorkerThreadsOptions {
  /** Default 10. */
  readonly patienceSeconds?: number;
  /** Told of threads that could not start or broke; their work is done without them. Default: nobody. */
  readonly onFailure?: (cause: unknown) => void;
}

/**
 * Helping threads as `worker_threads`. They never keep the process alive, and one that cannot start, or that goes, is done without.
 * Close them when the work is over.
 */
export class WorkerThreads implements ThreadPool {
  readonly count: number;
  readonly patienceSeconds: number;
  readonly #onFailure: (cause: unknown) => void;
  readonly #running = new Set<WorkerHelper>();

  /** @param count A whole number from 1, the calling thread included. */
  constructor(count: number, { patienceSeconds = PATIENCE_SECONDS, onFailure = () => {} }: WorkerThreadsOptions = {}) {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`threads: count is ${count}, expected a whole number from 1`);
    this.count = count;
    this.patienceSeconds = patienceSeconds;
    this.#onFailure = onFailure;
  }

  start(wanted: HelperSetup): Helper {
    const helper = new WorkerHelper(wanted, { onFailure: this.#onFailure, onEnd: () => this.#running.delete(helper) });
    this.#running.add(helper);
    return helper;
  }

  /** Ends all that were started; kernels that they helped go on alone. Resolves when they are gone. */
  async close(): Promise<void> {
    const helpers = [...this.#running];
    this.#running.clear();
    await Promise.all(helpers.map((helper) => helper.stop()));
  }
}

class WorkerHelper implements Helper {
  isGone = false;
  readonly #worker: Worker | undefined;

  constructor(
    wanted: HelperSetup,
    { onFailure, onEnd }: { readonly onFailure: (cause: unknown) => void; readonly onEnd: () => void },
  ) {
    const failed = (cause: unknown): void => {
      this.isGone = true;
      onFailure(cause);
    };
    try {
      this.#worker = new Worker(HELP, { eval: true, workerData: wanted, execArgv: [], stdin: false });
    } catch (cause) {
      failed(cause);
      return;
    }
    this.#worker.unref();
    this.#worker.on('error', failed);
    this.#worker.on('exit', () => {
      this.isGone = true;
      onEnd();
    });
  }

  /** Gone from now on, so that nobody shares work with a thread that is ending. */
  async stop(): Promise<void> {
    this.isGone = true;
    await this.#worker?.terminate();
  }
}

/** Lambda gives a function so many vCPUs by its memory, up to six (AWS Lambda developer guide, "Configure Lambda function memory"). */
const MEGABYTES_OF_A_VCPU = 1769;
const MOST_VCPUS = 6;

/**
 * Threads that can run at once.
 * @param memoryMegabytes Of a function: as many as its memory buys whole vCPUs (default: as many as the machine has).
 */
export function countAvailableThreads(memoryMegabytes?: number): number {
  const machine = availableParallelism();
  if (memoryMegabytes === undefined) return machine;
  const bought = Math.floor(memoryMegabytes / MEGABYTES_OF_A_VCPU);
  return Math.max(1, Math.min(bought, MOST_VCPUS, machine));
}
