import { describe, expect, it } from 'vitest';
import { MemoryWatch } from '../support/memory-watch.ts';

const MEGABYTE = 1024 ** 2;

/** What a watch finds at code that keeps so many bytes between every two of four samples, and says that it stores some of them. */
function growthWith(keptBytes: number, { storedBytes = 0, ...limit }: { storedBytes?: number; from?: number } = {}) {
  const kept: Uint8Array[] = [];
  const memory = new MemoryWatch();
  for (let at = 0; at < 4; at++) {
    memory.sample(at, at * storedBytes);
    kept.push(new Uint8Array(keptBytes));
  }
  expect(kept).toHaveLength(4);
  return memory.findGrowth({ megabytes: 12, ...limit });
}

describe('the watch of memory', () => {
  it('is silent about code that keeps nothing', () => {
    expect(growthWith(10)).toBeUndefined();
  });

  it('says by how much memory grew from the first half of the samples to the second', () => {
    expect(growthWith(20 * MEGABYTE)).toMatch(
      /^memory grew from [\d.]+ MB to [\d.]+ MB between 0 and 3; expected at most [\d.]+ MB$/,
    );
  });

  it('does not count what is stored for good', () => {
    expect(growthWith(20 * MEGABYTE, { storedBytes: 20 * MEGABYTE })).toBeUndefined();
  });

  it('says nothing about too few samples, such as those after a time that is not over', () => {
    expect(growthWith(20 * MEGABYTE, { from: 3 })).toBeUndefined();
    expect(new MemoryWatch().findGrowth({ megabytes: 0 })).toBeUndefined();
  });
});
