import { Worker } from 'node:worker_threads';
import type { HelperSetup, Threads } from '../../../lambdas/core/kernels/threads.ts';
import { WorkerThreads } from '../../../lambdas/threads/worker-threads.ts';

/** Byte offsets in the control block, see assembly/work-scheduler.ts. */
const ASLEEP = 128;
const HELPED = 132;

/** Worker threads whose state a test can read. */
export class WatchedThreads extends WorkerThreads {
  readonly #wanted: HelperSetup[] = [];

  override start(wanted: HelperSetup) {
    this.#wanted.push(wanted);
    return super.start(wanted);
  }

  /** Waits until every started thread sleeps and waits for work. */
  allReady(): void {
    const each = this.count - 1;
    for (const wanted of this.#wanted) {
      const words = wordsOf(wanted);
      for (let asleep = 0; asleep < each; asleep = Atomics.load(words, ASLEEP / 4)) Atomics.wait(words, 1, -1, 1);
    }
  }

  /** Number of parts that helping threads have done. */
  get helped(): number {
    const blocks = new Map(this.#wanted.map((wanted) => [wanted.memory, wordsOf(wanted)]));
    return [...blocks.values()].reduce((sum, words) => sum + Atomics.load(words, HELPED / 4), 0);
  }
}

function wordsOf({ memory, control }: HelperSetup): Int32Array {
  return new Int32Array(memory.buffer, control, 64);
}

const TAKE_AND_DIE = `
const { memory, control } = require('node:worker_threads').workerData;
const ticket = new BigUint64Array(memory.buffer, control, 1);
for (;;) {
  const seen = Atomics.load(ticket, 0);
  const isOpen = (seen & 0xffffn) < ((seen >> 16n) & 0xffffn);
  if (isOpen && Atomics.compareExchange(ticket, 0, seen, seen + 1n) === seen) process.exit(0);
}`;

/** A thread that takes the first available part and ends without doing it. */
export const dyingThread: Threads = {
  count: 2,
  patienceSeconds: 0.2,
  start(wanted) {
    const worker = new Worker(TAKE_AND_DIE, { eval: true, workerData: wanted });
    worker.unref();
    return { isGone: false, stop: async () => void (await worker.terminate()) };
  },
};
