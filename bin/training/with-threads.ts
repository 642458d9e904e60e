import { WorkerThreads } from '../../lambdas/threads/worker-threads.ts';

/** Runs work with helping threads, which end with it. */
export async function withThreads<Result>(
  count: number,
  work: (threads: WorkerThreads) => Promise<Result>,
): Promise<Result> {
  const threads = new WorkerThreads(count);
  try {
    return await work(threads);
  } finally {
    await threads.close();
  }
}
