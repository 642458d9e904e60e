import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Helper, HelperSetup, ThreadPool } from '../core/kernels/threads.ts';

/**
 * The code of a helping thread: the loop that the kernels' module exports. It is a text and not a file, so that it also
 * works in a bundle of one file.
 */
const HELP = `
const { module, memory, control, workspace } = require('node:worker_threads').workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.help(control, workspace);
`;
/** A part takes milliseconds, so a thread without progress for this long is lost. */
const PATIENCE_SECONDS = 10;

export interface WorkerThreadsOptions {
  /** Default 10. */
  readonly patienceSeconds?: number;
  /** Called when a thread cannot start or fails; its work is done by other threads. Default: no call. */
  readonly onFailure?: (cause: unknown) => void;
}

/**
 * Helping threads as `worker_threads`. They do not keep the process alive. If one cannot start or ends, the others do
 * its work. Close them when the work is over.
 */
export class WorkerThreads implements ThreadPool {
  readonly count: number;
  readonly patienceSeconds: number;
  readonly #onFailure: (cause: unknown) => void;
  readonly #running = new Set<WorkerHelper>();

  /** @param count A whole number from 1, the calling thread included. @throws RangeError */
  constructor(count: number, { patienceSeconds = PATIENCE_SECONDS, onFailure = () => {} }: WorkerThreadsOptions = {}) {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`threads: count is ${count}, expected a whole number of at least 1`);
    this.count = count;
    this.patienceSeconds = patienceSeconds;
    this.#onFailure = onFailure;
  }

  start(setup: HelperSetup): Helper {
    const helper = new WorkerHelper(setup, { onFailure: this.#onFailure, onEnd: () => this.#running.delete(helper) });
    this.#running.add(helper);
    return helper;
  }

  /** Ends all started threads. Kernels that used them continue on the calling thread. Resolves when they have ended. */
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
    setup: HelperSetup,
    { onFailure, onEnd }: { readonly onFailure: (cause: unknown) => void; readonly onEnd: () => void },
  ) {
    const failed = (cause: unknown): void => {
      this.isGone = true;
      onFailure(cause);
    };
    try {
      this.#worker = new Worker(HELP, { eval: true, workerData: setup, execArgv: [], stdin: false });
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

  /** `isGone` is true at once, so that no work is shared with a thread that is ending. */
  async stop(): Promise<void> {
    this.isGone = true;
    await this.#worker?.terminate();
  }
}

/**
 * The number of threads that can run at the same time: the processors of the machine, at least 1.
 * @param maxThreads Upper limit, such as the vCPUs of a function. Default: no limit.
 */
export function countAvailableThreads(maxThreads = Number.POSITIVE_INFINITY): number {
  return Math.max(1, Math.min(maxThreads, availableParallelism()));
}
