import { afterAll, describe, expect, it } from 'vitest';
import { CodeScan } from '../../../../lambdas/core/kernels/simd/code-scan.ts';
import type { HelperSetup, Threads } from '../../../../lambdas/core/kernels/threads.ts';
import { normalizeRowsForward } from '../../../../lambdas/core/numerics/normalize.ts';
import { dyingThread, WatchedThreads } from '../../../support/core/helping-threads.ts';
import { normals } from '../../../support/core/kernel-cases.ts';

const [ROWS, D] = [20_003, 16];
const vectors = normals(ROWS * D, 'rows');
normalizeRowsForward(vectors, vectors, new Float32Array(ROWS), ROWS, D);
const queries = Array.from({ length: 10 }, (_, i) => Float64Array.from(vectors.subarray(i * D, (i + 1) * D)));
const allowed = Uint8Array.from({ length: Math.ceil(ROWS / 8) }, (_, i) => (i * 37) & 255);

function scanBy(threads?: Threads): CodeScan {
  const scan = new CodeScan(D, threads);
  for (let row = 0; row < ROWS; row++) scan.set(row, vectors, row * D);
  return scan;
}

/** The rows that every kind of search lists. */
function named(scan: CodeScan): (number[] | undefined)[] {
  const one = [
    { k: 10, minScore: -Infinity },
    { k: 300, minScore: 0.2 },
    { k: 7, minScore: -1, allowed },
  ].map((options) => scan.rowsToScore(queries[0]!, options));
  const many = scan.rowsToScoreForEach(
    queries.map((unit) => ({ unit, k: 10, minScore: -1 })),
    allowed,
  );
  return [...one, ...many].map((rows) => rows && [...rows]);
}

describe('CodeScan with several threads', () => {
  const alone = named(scanBy());
  const opened = [2, 3].map((count) => new WatchedThreads(count));
  afterAll(() => Promise.all(opened.map((threads) => threads.close())));

  it.each(opened.map((threads) => [threads.count, threads] as const))(
    'lists the same rows with %i threads as with one',
    (_n, threads) => {
      const scan = scanBy(threads);
      threads.allReady();
      do expect(named(scan)).toEqual(alone);
      while (threads.helped < 10);
      expect(alone[0]!.length).toBeGreaterThanOrEqual(10);
    },
  );

  it('repeats the scan on one thread if a thread dies with a part', () => {
    const scan = scanBy(dyingThread);
    for (let turn = 0; turn < 50; turn++) expect(named(scan)).toEqual(alone);
  });

  it('stops all threads once one is lost, so that none writes into a later scan', () => {
    let stopped = 0;
    const start = (wanted: HelperSetup) => {
      const helper = dyingThread.start(wanted);
      const stop = () => {
        stopped += 1;
        return helper.stop();
      };
      return { isGone: false, stop };
    };
    const scan = scanBy({ ...dyingThread, start });
    for (let turn = 0; turn < 1000 && stopped === 0; turn++) expect(named(scan)).toEqual(alone);
    scan.close();
    expect(stopped).toBe(1);
  });

  it('returns undefined for too many wanted rows, as with one thread', () => {
    const same = new Float32Array(140_000).fill(1);
    const [one, two] = [undefined, opened[0]!].map((threads) => {
      const scan = new CodeScan(1, threads);
      for (let row = 0; row < same.length; row++) scan.set(row, same, row);
      return scan.rowsToScore(Float64Array.of(1), { k: 5, minScore: 0 });
    });
    expect(one).toBeUndefined();
    expect(two).toBeUndefined();
  });
});
