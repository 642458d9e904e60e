import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryIdempotencyStore } from '../../../lambdas/stores/memory/idempotency-store.ts';
import { workAlone } from '../../../lambdas/use-cases/common/work-alone.ts';
import { TestClock } from '../../support/core/factories.ts';

let ports: { readonly idempotency: MemoryIdempotencyStore; readonly clock: TestClock };

/** Work that goes on until `end` is called. */
function openWork(name = 'compaction') {
  let end = (): void => {};
  const result = workAlone(
    ports,
    name,
    () =>
      new Promise<string>((resolve) => {
        end = () => resolve('done');
      }),
  );
  return { result, end: () => end() };
}

beforeEach(() => {
  ports = { idempotency: new MemoryIdempotencyStore(), clock: new TestClock() };
});

describe('workAlone', () => {
  it('lets one of many callers work, and the next one after it', async () => {
    const first = openWork();
    await Promise.resolve();
    const others = await Promise.all(
      Array.from({ length: 5 }, () => workAlone(ports, 'compaction', async () => 'done')),
    );
    expect(others).toEqual(Array(5).fill('busy'));
    expect(await workAlone(ports, 'another', async () => 'done')).toBe('done');
    first.end();
    expect(await first.result).toBe('done');
    expect(await workAlone(ports, 'compaction', async () => 'done')).toBe('done');
  });

  it('lets the next caller work after a failure', async () => {
    const failing = workAlone(ports, 'compaction', () => Promise.reject(new Error('throttled')));
    await expect(failing).rejects.toThrow('throttled');
    expect(await workAlone(ports, 'compaction', async () => 'done')).toBe('done');
  });

  it('takes the work over from a function that was cut off', async () => {
    const first = openWork();
    await Promise.resolve();
    ports.clock.advance(15 * 60);
    expect(await workAlone(ports, 'compaction', async () => 'done')).toBe('busy');
    ports.clock.advance(2 * 60);
    expect(await workAlone(ports, 'compaction', async () => 'done')).toBe('done');
    first.end();
    expect(await first.result).toBe('done');
  });
});
