import { describe, expect, it, vi } from 'vitest';
import { boundLogValue } from '../../lambdas/composition/log-bounds.ts';
import { logger } from '../../lambdas/composition/logger.ts';

describe('a value of a log line', () => {
  it('is cut in the middle if it is a long text, so that the end of a stack stays', () => {
    const text = `begin${'x'.repeat(1_000_000)}    at frame`;
    const bounded = String(boundLogValue('stack', text));
    expect(bounded.length).toBeLessThan(4100);
    expect(bounded).toMatch(/^begin.*996017 characters left out.*at frame$/);
  });

  it('is cut at its end if it is a long list, and says how many entries are left out', () => {
    const bounded = boundLogValue(
      'keys',
      Array.from({ length: 1000 }, (_, i) => i),
    ) as unknown[];
    expect(bounded).toHaveLength(101);
    expect(bounded.at(-1)).toBe('… 900 entries left out');
  });

  it('is cut at its end if it is an object of many or long names, as the numbers of a vector are', () => {
    const named = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`name ${i}`, i]));
    for (const value of [named, new Uint8Array(1000)]) {
      const bounded = Object.entries(boundLogValue('item', value) as object);
      expect(bounded).toHaveLength(101);
      expect(bounded.at(-1)).toEqual(['…', '900 entries left out']);
    }
    const [[name, content]] = Object.entries(boundLogValue('', { ['x'.repeat(1_000_000)]: 7 }) as object) as [
      [string, number],
    ];
    expect([name.length, content]).toEqual([200, 7]);
  });

  it('stays as it is if it is short', () => {
    for (const value of ['text', 7, null, [1], { a: 1 }]) expect(boundLogValue('', value)).toBe(value);
  });
});

it('the logger bounds the message, the stack, the cause and the properties of an error', () => {
  const lines: string[] = [];
  const level = logger.getLevelName();
  logger.setLogLevel('ERROR');
  const written = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  const long = 'y'.repeat(500_000);
  const item = { vector: { B: new Uint8Array(50_000) } };
  logger.error('failed', { error: Object.assign(new Error(long, { cause: new Error(long) }), { item }) });
  logger.setLogLevel(level);
  written.mockRestore();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('characters left out');
  expect(lines[0]!.length).toBeLessThan(40_000);
});
