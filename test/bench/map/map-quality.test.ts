import { describe, expect, it } from 'vitest';
import { measureQuality } from './map-quality.ts';

const N = 200;
const rows = Array.from({ length: N }, (_, row) => row);
/** Products on an arc: their neighbours by vector are those with the next numbers. */
const onArc = (at: (row: number) => number) =>
  Float32Array.from({ length: 2 * N }, (_, i) => (i % 2 === 0 ? Math.cos : Math.sin)(at(i >> 1) / 100));
const vectors = onArc((row) => row);

describe('the quality of a map', () => {
  it('is 1 if the map has the neighbours of the vectors, however far it stretches them', () => {
    const line = Float32Array.from({ length: 2 * N }, (_, i) => (i % 2 === 0 ? 7 * (i >> 1) : 3));
    expect(measureQuality(line, vectors, 10, rows.slice(20, 180))).toEqual({ recall: 1, trustworthiness: 1 });
  });

  it('is that of chance if the map has nothing to do with the vectors', () => {
    const mixed = onArc((row) => (row * 7919 + row * row * 104729) % N);
    const { recall, trustworthiness } = measureQuality(mixed, vectors, 10, rows);
    expect(recall).toBeLessThan(0.15);
    expect(trustworthiness).toBeCloseTo(0.5, 1);
  });

  it('falls less in trust than in neighbours if wrong neighbours are near all the same', () => {
    const shaken = onArc((row) => row + 15 * Math.sin(row * 12.9898));
    const { recall, trustworthiness } = measureQuality(shaken, vectors, 10, rows);
    expect(recall).toBeLessThan(0.7);
    expect(trustworthiness).toBeGreaterThan(0.9);
  });
});
