import { describe, expect, it } from 'vitest';
import { exposeCollector, MemoryWatch } from '../support/memory-watch.ts';

/** Takes 30 inputs, of each of which the tested code keeps so many bytes. */
function watch(bytesAnInput: number, storedBytes = 0): () => void {
  const kept: Uint8Array[] = [];
  const memory = new MemoryWatch(30, exposeCollector());
  for (let i = 0; i < 30; i++) {
    kept.push(new Uint8Array(bytesAnInput));
    memory.afterInput(storedBytes);
  }
  return () => {
    memory.check();
    expect(kept).toHaveLength(30);
  };
}

describe('the watch of memory', () => {
  it('is silent about code that keeps nothing', () => {
    expect(watch(10)).not.toThrow();
  });

  it('says by how much memory grew after the first third', () => {
    expect(watch(2 * 1024 ** 2)).toThrow(/memory grew by 4\d{7} bytes from input 10 to 30/);
  });

  it('does not count what is stored for good', () => {
    expect(watch(2 * 1024 ** 2, 2 * 1024 ** 2)).not.toThrow();
  });

  it('compares nothing without a way to collect garbage', () => {
    const memory = new MemoryWatch(3, undefined);
    memory.afterInput(0);
    expect(() => memory.check()).not.toThrow();
  });
});
