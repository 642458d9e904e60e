import type { MapBounds } from './product-map.ts';

/** The steps between the bounds of a map: coordinates are 16-bit numbers. */
const STEPS = 65_535;

/** The points of one part of a map. */
export interface MapPoints {
  /** (n), 0 to 65,535 between the bounds. */
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  /** For each colour the codes (n). */
  readonly codes: readonly Uint8Array[];
}

/** The bounds of points (N, 2); all 0 without points. */
export function findBounds(points: Float32Array): MapBounds {
  if (points.length === 0) return { minX: 0, maxX: 0, minY: 0, maxY: 0 };
  let [minX, maxX, minY, maxY] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    minX = Math.min(minX, points[i]!);
    maxX = Math.max(maxX, points[i]!);
    minY = Math.min(minY, points[i + 1]!);
    maxY = Math.max(maxY, points[i + 1]!);
  }
  return { minX, maxX, minY, maxY };
}

/**
 * Packs points into bytes, column after column and little-endian: x and y as 16-bit numbers between the bounds, then one
 * byte per colour.
 * @param points (n, 2) @param codes For each colour the codes (n).
 */
export function packPoints(points: Float32Array, bounds: MapBounds, codes: readonly Uint8Array[]): Uint8Array {
  const n = points.length / 2;
  const bytes = new Uint8Array(n * (4 + codes.length));
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < n; i++) {
    view.setUint16(2 * i, toStep(points[2 * i]!, bounds.minX, bounds.maxX), true);
    view.setUint16(2 * (n + i), toStep(points[2 * i + 1]!, bounds.minY, bounds.maxY), true);
  }
  for (const [c, column] of codes.entries()) bytes.set(column, n * (4 + c));
  return bytes;
}

/** Reads what `packPoints` wrote. @throws RangeError if the bytes are not whole points */
export function unpackPoints(bytes: Uint8Array, colours: number): MapPoints {
  const n = bytes.length / (4 + colours);
  if (!Number.isInteger(n)) {
    throw new RangeError(`${bytes.length} bytes are no points of ${4 + colours} bytes: read the part again`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    x: Uint16Array.from({ length: n }, (_, i) => view.getUint16(2 * i, true)),
    y: Uint16Array.from({ length: n }, (_, i) => view.getUint16(2 * (n + i), true)),
    codes: Array.from({ length: colours }, (_, c) => bytes.slice(n * (4 + c), n * (5 + c))),
  };
}

function toStep(value: number, least: number, most: number): number {
  return most > least ? Math.round(((value - least) / (most - least)) * STEPS) : 0;
}
