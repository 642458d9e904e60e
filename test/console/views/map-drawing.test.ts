import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cameraOf, pointWidth, toCoordinates, toMap, toWindow } from '../../../lib/console/views/map/drawing/camera.ts';
import { countSlices, isWorthDrawing, slicesOfFrame } from '../../../lib/console/views/map/drawing/detail.ts';
import { placeLabels, shortenLabel } from '../../../lib/console/views/map/drawing/labels.ts';
import { colourCodes, OWN_COLOURS } from '../../../lib/console/views/map/drawing/palette.ts';
import { shiftBetween, suffices } from '../../../lib/console/views/map/drawing/picture.ts';
import { formatMapState, type MapState, parseMapState, toggleEntry } from '../../../lib/console/views/map/map-state.ts';
import { fakeMap } from '../../support/console/fake-map.ts';

const { map } = fakeMap({ products: 100 });
const size = { width: 800, height: 600 };
const whole = { k: 1, x: 0, y: 0 };

describe('the camera', () => {
  it('shows the whole map in the middle at first, with larger y further up', () => {
    const camera = cameraOf(size, map.bounds, whole);
    expect(toWindow(camera, 32_767.5, 32_767.5)).toEqual([400, 300]);
    const [left, top] = toWindow(camera, 0, 65_535);
    expect([left, top]).toEqual([expect.closeTo(130), expect.closeTo(30)]);
  });

  it('leads from a place of the window to the map and back, however far it zooms', () => {
    const number = fc.double({ min: -1_000, max: 1_000, noNaN: true });
    const zooms = fc.record({ k: fc.double({ min: 0.8, max: 400, noNaN: true }), x: number, y: number });
    fc.assert(
      fc.property(zooms, number, number, (zoom, left, top) => {
        const camera = cameraOf(size, map.bounds, zoom);
        const there = toWindow(camera, ...toMap(camera, [left, top]));
        expect(there).toEqual([expect.closeTo(left, 3), expect.closeTo(top, 3)]);
      }),
    );
  });

  it('shows a map without extent', () => {
    const bounds = { minX: 2, maxX: 2, minY: 3, maxY: 3 };
    expect(toCoordinates(bounds, 2, 3)).toEqual([0, 0]);
    expect(toWindow(cameraOf(size, bounds, whole), 0, 0).every(Number.isFinite)).toBe(true);
  });

  it('draws points narrower where there are many, and wider near by, up to a bound', () => {
    expect(pointWidth(1_000, 1)).toBeGreaterThan(pointWidth(1_000_000, 1));
    expect(pointWidth(1_000_000, 40)).toBeGreaterThan(pointWidth(1_000_000, 1));
    expect(pointWidth(10, 400)).toBe(12);
  });
});

describe('the labels', () => {
  it('leave out what would touch a more important one, or lie outside', () => {
    const placed = placeLabels(
      [
        { key: 1, text: 'Lamps', at: [100, 100] },
        { key: 2, text: 'Sofas', at: [110, 105] },
        { key: 3, text: 'Rugs', at: [110, 140] },
        { key: 4, text: 'Far', at: [900, 100] },
      ],
      size,
    );
    expect(placed.map(({ text }) => text)).toEqual(['Lamps', 'Rugs']);
  });

  it('have the first terms of the cluster, as many as fit, and no half a word', () => {
    expect(shortenLabel('christmas, tree, decoration')).toBe('christmas, tree');
    expect(shortenLabel('lamp, shade')).toBe('lamp, shade');
    expect(shortenLabel('Home Audio and Home Cinema Systems, loudspeaker')).toBe('Home Audio and Home Cinema Systems');
  });

  it('may lie beyond the window, but give way to those inside it', () => {
    const labels = [
      { key: 5, text: 'Half out', at: [5, 100] },
      { key: 6, text: 'Lamps', at: [40, 105] },
      { key: 7, text: 'Out', at: [-60, 100] },
      { key: 8, text: 'Far', at: [-200, 100] },
    ] as const;
    expect(placeLabels(labels, size).map(({ text }) => text)).toEqual(['Lamps']);
    const margin = { width: 100, height: 100 };
    expect(placeLabels(labels, size, margin).map(({ text }) => text)).toEqual(['Lamps', 'Out']);
  });
});

describe('the slices of a picture', () => {
  const frame = { isMoving: false, isLoading: false, milliseconds: 16, drawn: 0, points: 1_000_000 };

  it('have at least 20,000 points each, and are no more than WebGL can step over', () => {
    expect(countSlices(0)).toBe(1);
    expect(countSlices(39_999)).toBe(1);
    expect(countSlices(100_000)).toBe(4);
    expect(countSlices(1_000_000)).toBe(32);
    // Coordinates have two bytes, and a step has at most 255.
    expect(2 * countSlices(100_000_000)).toBeLessThan(256);
  });

  it('come together at rest, but so that no frame has more than 250,000 points', () => {
    expect(slicesOfFrame({ ...frame, points: 100_000 })).toBe(4);
    expect(slicesOfFrame(frame)).toBe(8);
    expect(slicesOfFrame({ ...frame, drawn: 30 })).toBe(2);
    expect(slicesOfFrame({ ...frame, points: 20_000_000 })).toBe(1);
  });

  it('come one by one while the map moves, and only the first on a slow machine', () => {
    const moving = { ...frame, isMoving: true };
    expect(slicesOfFrame(moving)).toBe(1);
    expect(slicesOfFrame({ ...moving, drawn: 1 })).toBe(1);
    expect(slicesOfFrame({ ...moving, drawn: 1, milliseconds: 50 })).toBe(0);
    expect(slicesOfFrame({ ...moving, drawn: 1, milliseconds: undefined })).toBe(0);
    expect(slicesOfFrame({ ...moving, milliseconds: 50 })).toBe(1);
    expect(slicesOfFrame({ ...moving, drawn: 32 })).toBe(0);
  });

  it('are one while more points are awaited', () => {
    expect(slicesOfFrame({ ...frame, isLoading: true })).toBe(1);
    expect(slicesOfFrame({ ...frame, isLoading: true, drawn: 1 })).toBe(0);
  });

  it('are drawn again while more points are awaited when there are twice as many, or others of them are shown', () => {
    expect(isWorthDrawing({ isLoading: true, points: 100, before: 0 })).toBe(true);
    expect(isWorthDrawing({ isLoading: true, points: 199, before: 100 })).toBe(false);
    expect(isWorthDrawing({ isLoading: true, points: 200, before: 100 })).toBe(true);
    expect(isWorthDrawing({ isLoading: true, points: 100, before: 100 })).toBe(true);
    expect(isWorthDrawing({ isLoading: false, points: 199, before: 100 })).toBe(true);
  });
});

describe('the picture of the map', () => {
  const drawn = cameraOf(size, map.bounds, { k: 4, x: -1_200, y: -900 });
  const moved = (dx: number, dy: number) => ({ ...drawn, shiftX: drawn.shiftX + dx, shiftY: drawn.shiftY + dy });

  it('is shown where its points are now, wherever the map has gone', () => {
    const number = fc.double({ min: -500, max: 500, noNaN: true });
    const zooms = fc.record({ k: fc.double({ min: 0.8, max: 40, noNaN: true }), x: number, y: number });
    fc.assert(
      fc.property(zooms, fc.nat(65_535), fc.nat(65_535), (zoom, u, v) => {
        const now = cameraOf(size, map.bounds, zoom);
        const { x, y, scale } = shiftBetween(drawn, now);
        const [left, top] = toWindow(drawn, u, v);
        const there = toWindow(now, u, v);
        expect([x + scale * left, y + scale * top]).toEqual([expect.closeTo(there[0], 3), expect.closeTo(there[1], 3)]);
      }),
    );
  });

  it('suffices as far as it reaches beyond the window, to each side', () => {
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      expect(suffices(drawn, moved(200 * dx, 150 * dy), size)).toBe(true);
      expect(suffices(drawn, moved(202 * dx, 152 * dy), size)).toBe(false);
    }
  });

  it('suffices wherever the map goes, if all of the map is in it', () => {
    const all = cameraOf(size, map.bounds, whole);
    expect(suffices(all, { ...all, shiftX: all.shiftX + 700, shiftY: all.shiftY - 500 }, size)).toBe(true);
  });

  it('suffices until it would be twice or half as large', () => {
    const all = cameraOf(size, map.bounds, whole);
    const zoomed = (k: number) => cameraOf(size, map.bounds, { k, x: 400 * (1 - k), y: 300 * (1 - k) });
    expect(suffices(all, zoomed(1.9), size)).toBe(true);
    expect(suffices(all, zoomed(2.1), size)).toBe(false);
    expect(suffices(all, zoomed(0.45), size)).toBe(false);
  });
});

describe('the colours', () => {
  const brand = map.colours[2]!;

  it('are tokens only', () => {
    for (const colour of map.colours.flatMap((one) => colourCodes(one, undefined))) {
      expect(colour).not.toMatch(/#|rgb|hsl/);
      expect(colour).toContain('var(--');
    }
  });

  it('are the own ones of the most frequent values, and of those that are chosen', () => {
    const rare = OWN_COLOURS + 3;
    const codes = colourCodes(brand, undefined);
    expect(new Set(codes.slice(0, OWN_COLOURS)).size).toBe(OWN_COLOURS);
    expect(codes[rare]).toBe(codes[254]);
    const chosen = new Uint8Array(256);
    chosen[rare] = 1;
    expect(colourCodes(brand, chosen)[rare]).not.toBe(codes[rare]);
  });

  it('take turns for clusters, and lead from low to high for numbers', () => {
    const clusters = colourCodes(map.colours[0]!, undefined);
    expect(clusters[OWN_COLOURS]).toBe(clusters[0]);
    const prices = colourCodes(map.colours[3]!, undefined);
    expect(prices[0]).toContain('var(--series-4) 0.0%');
    expect(prices[253]).toContain('var(--series-2) 100.0%');
  });
});

describe('the address of the map', () => {
  it('holds the version, the colour and every choice', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' }).map((one) => one.toWellFormed());
    const states: fc.Arbitrary<MapState> = fc.record({
      version: fc.option(text, { nil: undefined }),
      colour: fc.option(text, { nil: undefined }),
      chosen: fc
        .dictionary(text, fc.uniqueArray(text, { minLength: 1 }))
        .map((entries) => new Map(Object.entries(entries))),
    });
    fc.assert(
      fc.property(states, (state) => {
        const { version, colour, chosen } = parseMapState(new URLSearchParams(formatMapState(state).toString()));
        expect({ version, colour }).toEqual({ version: state.version, colour: state.colour });
        expect(Object.fromEntries(chosen)).toEqual(Object.fromEntries(state.chosen));
      }),
    );
  });

  it('gains and loses a choice', () => {
    const start = parseMapState(new URLSearchParams());
    const one = toggleEntry(toggleEntry(start, 'brand', '=A'), 'brand', '=B');
    expect(one.chosen.get('brand')).toEqual(['=A', '=B']);
    expect(toggleEntry(toggleEntry(one, 'brand', '=A'), 'brand', '=B')).toEqual(start);
  });
});
