import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MapColour } from '../../../lib/console/api/product-map.ts';
import { forEachLimited } from '../../../lib/console/common/limited.ts';
import { legendEntries } from '../../../lib/console/views/map/data/legend-entries.ts';
import { ProductNames } from '../../../lib/console/views/map/data/names.ts';
import { PointIndex } from '../../../lib/console/views/map/data/point-index.ts';
import { decodePart, MISSING, OTHERS } from '../../../lib/console/views/map/data/points.ts';
import { countCodes, firstRowsOf, maskOf, shownCodes } from '../../../lib/console/views/map/data/shown.ts';
import { fakeMap } from '../../support/console/fake-map.ts';

const fake = fakeMap({ products: 250, pointsPerPart: 100 });
const parts = fake.points.map((bytes, part) => decodePart(bytes, part, fake.map));
const nothing = new Map<string, readonly string[]>();
const sum = (counts: Uint32Array) => counts.reduce((total, count) => total + count, 0);

describe('a part of the points', () => {
  it('has the columns of the answer without a copy, and the rest of the points in the last part', () => {
    expect(parts.map(({ firstRow, count }) => [firstRow, count])).toEqual([
      [0, 100],
      [100, 100],
      [200, 50],
    ]);
    expect(parts[1]!.y[3]).toBe(fake.points[1]![206]! + 256 * fake.points[1]![207]!);
    expect(parts[1]!.codes[0]![3]).toBe(fake.points[1]![403]);
    expect(parts[1]!.x.buffer).toBe(fake.points[1]!.buffer);
  });

  it('is read at an odd address too', () => {
    const shifted = new Uint8Array(fake.points[0]!.length + 1);
    shifted.set(fake.points[0]!, 1);
    expect(decodePart(shifted.subarray(1), 0, fake.map)).toEqual(parts[0]);
  });

  it('is refused with the wrong number of bytes', () => {
    expect(() => decodePart(fake.points[0]!.subarray(1), 0, fake.map)).toThrow('Part 0 of the map has 799 bytes');
  });
});

describe('the choice in the legend', () => {
  it('shows everything if nothing is chosen, or only what the map does not have', () => {
    const shown = shownCodes(fake.map.colours, new Map([['brand', ['=Nobody']]]));
    expect(shown).toEqual([undefined, undefined, undefined, undefined]);
    for (const part of parts) expect(maskOf(part, shown)).toEqual(new Uint8Array(part.count).fill(1));
  });

  it('shows the points that meet the choice in every colour, and have one of the chosen values in each', () => {
    const chosen = new Map([
      ['cluster', ['=Lamps', '=Sofas', '=Rugs']],
      ['category', ['=Light']],
    ]);
    const mask = maskOf(parts[0]!, shownCodes(fake.map.colours, chosen));
    const expected = Array.from(parts[0]!.codes[0]!, (cluster) => (cluster <= 1 ? 1 : 0));
    expect([...mask]).toEqual(expected);
  });

  it('counts what each value of a colour would show, with any choice in that colour', () => {
    const light = shownCodes(fake.map.colours, new Map([['category', ['=Light']]]));
    expect(sum(countCodes(parts, 1, light))).toBe(250);
    const clusters = countCodes(parts, 0, light);
    expect([clusters[0], clusters[1]]).toEqual(fake.map.clusters.slice(0, 2).map(({ products }) => products));
    expect(sum(clusters)).toBe(clusters[0]! + clusters[1]!);
  });

  it('counts only the rows of a selection, if there is one', () => {
    const flags = new Uint8Array(250);
    flags[3] = flags[249] = 1;
    expect(sum(countCodes(parts, 0, shownCodes(fake.map.colours, nothing), { rows: [3, 249], flags }))).toBe(2);
  });

  it('finds the first rows of a value in row order, whichever part came first', () => {
    const rows = firstRowsOf([...parts].reverse(), 0, 2, 5);
    expect(rows[0]).toBe(fake.firstRows[2]);
    expect(rows).toHaveLength(5);
    expect([...rows]).toEqual([...rows].sort((a, b) => a - b));
  });
});

describe('the lines of the legend', () => {
  const price = (bounds: readonly number[]): MapColour => ({ field: 'price', kind: 'number', bounds, missing: 1 });

  it('are the words, then what has no word of its own', () => {
    const entries = legendEntries(fake.map.colours[1]!);
    expect(entries[0]).toEqual({ key: '=Light', label: 'Light', codes: [0], isPresent: true });
    expect(entries.slice(-2)).toEqual([
      { key: 'others', label: 'Other values of category', codes: [OTHERS], isPresent: false },
      { key: 'none', label: 'No category', codes: [MISSING], isPresent: false },
    ]);
  });

  it('are present if a product has one of their values', () => {
    const brand: MapColour = { field: 'brand', kind: 'words', values: ['A'], counts: [1], others: 2, missing: 0 };
    expect(legendEntries(brand).map(({ isPresent }) => isPresent)).toEqual([true, true, false]);
    expect(legendEntries(price([5])).map(({ isPresent }) => isPresent)).toEqual([true, true]);
  });

  it('name the bounds of ranges', () => {
    expect(legendEntries(price([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).map(({ label }) => label)).toEqual([
      'Up to 2',
      'Above 2, up to 4',
      'Above 4, up to 6',
      'Above 6, up to 8',
      'Above 8',
      'No price',
    ]);
    expect(legendEntries(price([5])).map(({ label }) => label)).toEqual(['All', 'No price']);
  });

  it('hold each code of a number once, however many bounds there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 254 }), (count) => {
        const entries = legendEntries(price(Array.from({ length: count }, (_, i) => i)));
        const codes = entries.flatMap((entry) => entry.codes);
        expect(codes).toEqual([...Array.from({ length: count }, (_, i) => i), MISSING]);
      }),
    );
  });
});

describe('the index of points', () => {
  const index = new PointIndex();
  for (const part of parts) index.add(part);
  const placeOf = (row: number) => {
    const part = parts[Math.floor(row / 100)]!;
    return [part.x[row % 100]!, part.y[row % 100]!] as const;
  };
  const rows = Array.from({ length: 250 }, (_, row) => row);

  it('finds the nearest point that is shown and within reach', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 65_535 }), (x, y) => {
        const distance = (row: number) => Math.hypot(placeOf(row)[0] - x, placeOf(row)[1] - y);
        const isShown = (row: number) => row % 2 === 0;
        const nearest = Math.min(...rows.filter(isShown).map(distance));
        const found = index.nearest([x, y], [9_000, 9_000], isShown);
        if (nearest > 9_000) expect(found).toBeUndefined();
        else expect(distance(found!)).toBe(nearest);
      }),
    );
  });

  it('finds the rows inside a polygon, rising, and none in less than a triangle', () => {
    const [x, y] = placeOf(120);
    const around = [
      [x - 1, y - 1],
      [x + 1, y - 1],
      [x + 1, y + 1],
      [x - 1, y + 1],
    ] as const;
    expect(index.inside(around, () => true)).toContain(120);
    expect(index.inside(around, (row) => row !== 120)).not.toContain(120);
    expect(
      index.inside(
        [
          [0, 0],
          [65_536, 0],
          [65_536, 65_536],
          [0, 65_536],
        ],
        () => true,
      ),
    ).toEqual(rows);
    expect(index.inside(around.slice(0, 2), () => true)).toEqual([]);
  });
});

describe('names of products', () => {
  it('are asked for by part, once, and are the id where there is no title', async () => {
    const asked: number[] = [];
    const names = new ProductNames(2, async (part) => {
      asked.push(part);
      return [
        [`a${part}`, 'Lamp'],
        [`b${part}`, ' '],
      ];
    });
    expect(names.get(4)).toBeUndefined();
    await Promise.all([names.load([4, 5, 0]), names.load([5])]);
    expect(asked.sort()).toEqual([0, 2]);
    expect([names.get(4), names.get(5)]).toEqual([
      { id: 'a2', title: 'Lamp' },
      { id: 'b2', title: 'b2' },
    ]);
  });

  it('are asked for again after a failure, and tell why they did not come', async () => {
    let attempts = 0;
    const names = new ProductNames(10, async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('offline');
      return [['a', 'A']];
    });
    let changes = 0;
    names.onChange(() => {
      changes += 1;
    });
    await names.load([0]);
    expect(names.error).toEqual(new Error('offline'));
    await names.load([0]);
    expect([names.error, names.get(0)?.title, changes]).toEqual([undefined, 'A', 2]);
  });
});

describe('work on a few items at a time', () => {
  it('never has more in work than the limit, and does each once', async () => {
    const done: number[] = [];
    let [running, most] = [0, 0];
    await forEachLimited([1, 2, 3, 4, 5], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(item);
    });
    expect([most, done.sort()]).toEqual([2, [1, 2, 3, 4, 5]]);
  });

  it('begins nothing after an error', async () => {
    const begun: number[] = [];
    const work = forEachLimited([1, 2, 3, 4], 1, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    expect(begun).toEqual([1, 2]);
  });
});
