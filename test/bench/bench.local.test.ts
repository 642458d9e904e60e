import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LocalLimits } from '../../lib/local/limits/local-limits.ts';
import { allBenchmarks, isWanted, selected } from './all-benchmarks.ts';
import { milliseconds, perSecond, slopeOf, timed, timingOf } from './measure.ts';
import { ratioOf, tableOf, withPeers } from './results.ts';
import { sizeArguments, sizesOf } from './size-options.ts';
import { UnitWatch } from './units/unit-watch.ts';
import { VirtualClock } from './units/virtual-clock.ts';
import { VirtualTable } from './units/virtual-table.ts';

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

  it('finds the slope of a line, through points that lie around it too', () => {
    expect(
      slopeOf([
        [0, 5],
        [10, 25],
        [20, 45],
      ]),
    ).toBe(2);
    expect(
      slopeOf([
        [0, 1],
        [1, 0],
        [2, 1],
      ]),
    ).toBe(0);
  });
});

describe('the phases of units of capacity', () => {
  it('have the units and the time of each phase, and the time that its slowest table or index allows', () => {
    let now = 0;
    const limitValues = { tableWriteUnits: 100, tableReadUnits: 300, burstSeconds: 1 };
    const limits = new LocalLimits({ limits: 'aws', limitValues });
    const watch = new UnitWatch(limits, () => now);
    limits.addUnits('products', 'write', 7);
    watch.enter('upload');
    limits.addUnits('products', 'write', 500);
    watch.enter('upload');
    now = 6000;
    watch.enter('embedding');
    limits.addUnits('products', 'write', 200);
    limits.addUnits('products/changes', 'write', 300);
    limits.addUnits('products', 'read', 600);
    now = 10_000;
    watch.enter(undefined);
    watch.enter('upload');
    expect(watch.phases).toEqual([
      { name: 'upload', seconds: 6, units: { products: { read: 0, write: 500 } }, allowedSeconds: 4 },
      {
        ...{ name: 'embedding', seconds: 4, allowedSeconds: 2 },
        units: { products: { read: 600, write: 200 }, 'products/changes': { read: 0, write: 300 } },
      },
    ]);
  });
});

describe('the sizes of benchmarks', () => {
  it('are whole numbers, and reach the process of the benchmark as they were given', () => {
    const values = { products: '2000', 'write-units': '50' };
    expect(sizesOf(values)).toEqual({ products: 2000, writeUnits: 50, requests: undefined });
    expect(sizeArguments(values)).toEqual(['--products', '2000', '--write-units', '50']);
    for (const requests of ['0', '1.5', 'many', ''])
      expect(() => sizesOf({ requests })).toThrow('bench: --requests is');
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
    const variant = { ...speed, name: 'seed-step-rowwise', peerName: speed.name };
    expect(withPeers([variant], peers)[0]).toMatchObject({ name: 'seed-step-rowwise', ratio: 2 });
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

describe('the table on a virtual clock', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('counts waits alone, and lets writes and reads through at the rates of its units', async () => {
    const clock = new VirtualClock();
    const limitValues = { tableWriteUnits: 10, tableReadUnits: 20, burstSeconds: 1 };
    const limits = new LocalLimits({ limits: 'aws', limitValues, nowMilliseconds: () => clock.nowMs });
    const table = new VirtualTable(limits, clock);
    const client = table.client();
    const key = (i: number) => ({ productId: { S: `p${i}` }, record: { S: 'product' } });
    const Keys = [key(1), key(2)];
    // The waits of the SDK are a random share of their bounds: here long enough for a unit to come.
    vi.spyOn(Math, 'random').mockReturnValue(0.9);
    await clock.run(async () => {
      for (let i = 0; i < 30; i++) await client.send(new PutItemCommand({ TableName: table.name, Item: key(i) }));
      await client.send(new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys, ConsistentRead: true } } }));
    });
    expect(limits.counts().met.tableWriteUnits).toBeGreaterThan(0);
    expect(table.keys.size).toBe(30);
    expect(limits.counts().units).toEqual({ Products: { read: 2, write: 30 } });
    // Ten units were there, and ten come each second.
    expect(clock.nowMs).toBeGreaterThanOrEqual(2000 - 100);
  });

  it('gives the timers of the process back, also after a failure', async () => {
    const { setTimeout, clearTimeout } = globalThis;
    const clock = new VirtualClock();
    await expect(
      clock.run(() => clock.wait(3_600_000).then(() => Promise.reject(new Error('enough')))),
    ).rejects.toThrow('enough');
    expect(clock.nowMs).toBe(3_600_000);
    expect([globalThis.setTimeout, globalThis.clearTimeout]).toEqual([setTimeout, clearTimeout]);
  });
});
