import { describe, expect, it } from 'vitest';
import { allBenchmarks, isWanted, selected } from './all-benchmarks.ts';
import { milliseconds, perSecond, timed, timingOf } from './measure.ts';
import { ratioOf, tableOf, withPeers } from './results.ts';

const speed = { name: 'seed-step-10x5', unit: 'triplets/s', value: 300, config: { mode: 'strict' } };
const delay = { name: 'search', unit: 'ms', value: 2, config: {} };

describe('measure', () => {
  it('reports the median with its quartiles, as a rate or in milliseconds', () => {
    const timing = timingOf([0.004, 0.001, 0.002, 0.003, 0.1]);
    expect(timing).toEqual({ median: 0.003, spread: [0.002, 0.004], runs: 5 });
    expect(perSecond(timing, 3)).toEqual({ value: 1000, spread: [750, 1500] });
    expect(milliseconds(timing, 2)).toEqual({ value: 1.5, spread: [1, 2] });
  });

  it('takes at least five runs after a warm-up', () => {
    let calls = 0;
    const { runs } = timed(() => {
      calls += 1;
    }, 0);
    expect(runs).toBe(5);
    expect(calls).toBe(7);
  });
});

describe('the comparison with a peer', () => {
  it('is a ratio above 1 if Kindred is better, for rates and for times', () => {
    expect(ratioOf(speed, 100)).toBe(3);
    expect(ratioOf(delay, 8)).toBe(4);
  });

  it('pairs measurements by name', () => {
    const peers = [{ ...speed, value: 150, peer: 'numpy' }];
    const [compared, alone] = withPeers([speed, delay], peers);
    expect(compared).toEqual({ ...speed, peer: { name: 'numpy', value: 150 }, ratio: 2 });
    expect(alone).toEqual(delay);
    expect(tableOf([compared!, alone!]).split('\n')[2]).toMatch(/seed-step-10x5 \| strict .* 150 \(numpy\) \| 2\.00/);
  });
});

describe('the selection of benchmarks', () => {
  it('selects by name or by case, takes all without a name, and refuses an unknown name', () => {
    const [first] = allBenchmarks;
    expect(selected([])).toEqual(allBenchmarks);
    expect(selected([first!.name])).toEqual([first]);
    expect(selected([first!.cases[0]!])).toEqual([first]);
    expect(isWanted(first!, first!.cases[0]!, [first!.cases[0]!])).toBe(true);
    expect(isWanted(first!, first!.cases[1]!, [first!.cases[0]!])).toBe(false);
    expect(() => selected(['speed'])).toThrow('bench: speed is no benchmark');
  });

  it('contains every name once', () => {
    const names = allBenchmarks.flatMap(({ name, cases }) => [name, ...cases.filter((one) => one !== name)]);
    expect(new Set(names).size).toBe(names.length);
  });
});
