import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBounds, packPoints, unpackPoints } from '../../../lambdas/core/map/points.ts';

const coordinate = fc.float({ min: -1000, max: 1000, noNaN: true });
const points = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 50 });

describe('the points of a map', () => {
  it('are read back within half a step of where they were', () => {
    fc.assert(
      fc.property(points, (given) => {
        const flat = Float32Array.from(given.flat());
        const bounds = findBounds(flat);
        const codes = [Uint8Array.from(given, (_, i) => i), Uint8Array.from(given, () => 255)];
        const bytes = packPoints(flat, bounds, codes);
        expect(bytes.length).toBe(given.length * 6);
        const read = unpackPoints(bytes, 2);
        expect(read.codes).toEqual(codes);
        const stepX = (bounds.maxX - bounds.minX) / 65_535;
        const stepY = (bounds.maxY - bounds.minY) / 65_535;
        for (const [i, [x, y]] of given.entries()) {
          expect(Math.abs(bounds.minX + read.x[i]! * stepX - x)).toBeLessThanOrEqual(stepX * 0.501);
          expect(Math.abs(bounds.minY + read.y[i]! * stepY - y)).toBeLessThanOrEqual(stepY * 0.501);
        }
      }),
    );
  });

  it('are little-endian columns: x, y, then one byte for each colour', () => {
    const bounds = { minX: 0, maxX: 65_535, minY: 0, maxY: 65_535 };
    const bytes = packPoints(Float32Array.of(1, 2, 259, 516), bounds, [Uint8Array.of(7, 8)]);
    expect([...bytes]).toEqual([1, 0, 3, 1, 2, 0, 4, 2, 7, 8]);
  });

  it('are refused if the bytes are no whole points', () => {
    expect(() => unpackPoints(new Uint8Array(11), 1)).toThrow('11 bytes are no points of 5 bytes');
  });
});
