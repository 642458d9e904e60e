import type { ProductMap } from '../../../api/product-map.ts';
import { MAX_COORDINATE, type Position } from '../data/points.ts';

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How far the reader has zoomed in, and where the top left corner went, as d3-zoom has it. */
export interface Zoom {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** From coordinates between 0 and 1 to CSS pixels: `left = scaleX * u + shiftX`. Larger `v` is further up. */
export interface Camera {
  readonly scaleX: number;
  readonly shiftX: number;
  readonly scaleY: number;
  readonly shiftY: number;
}

/** What part of the window the whole map takes. */
const FILLED = 0.9;

/** Shows the whole map in the middle of the window, then zooms. Both axes have the same scale. */
export function cameraOf(size: Size, bounds: ProductMap['bounds'], zoom: Zoom): Camera {
  // A map of one product, or of products on a line, has no extent.
  const spanX = bounds.maxX - bounds.minX || 1;
  const spanY = bounds.maxY - bounds.minY || 1;
  const scale = FILLED * Math.min(size.width / spanX, size.height / spanY);
  const [wide, high] = [spanX * scale, spanY * scale];
  return {
    scaleX: zoom.k * wide,
    shiftX: zoom.x + (zoom.k * (size.width - wide)) / 2,
    scaleY: -zoom.k * high,
    shiftY: zoom.y + (zoom.k * (size.height + high)) / 2,
  };
}

/** Where a point of the map is in the window. Its coordinates are those of the parts. */
export function toWindow({ scaleX, shiftX, scaleY, shiftY }: Camera, x: number, y: number): Position {
  return [(scaleX * x) / MAX_COORDINATE + shiftX, (scaleY * y) / MAX_COORDINATE + shiftY];
}

/** What lies at a position of the window, in the coordinates of the parts. */
export function toMap({ scaleX, shiftX, scaleY, shiftY }: Camera, [left, top]: Position): Position {
  return [((left - shiftX) / scaleX) * MAX_COORDINATE, ((top - shiftY) / scaleY) * MAX_COORDINATE];
}

/** From the units of the map's bounds to the coordinates of the parts. */
export function toCoordinates(bounds: ProductMap['bounds'], x: number, y: number): Position {
  const { minX, maxX, minY, maxY } = bounds;
  return [((x - minX) / (maxX - minX || 1)) * MAX_COORDINATE, ((y - minY) / (maxY - minY || 1)) * MAX_COORDINATE];
}

/** Steps of the number of points, with the width of a point in CSS pixels. */
const widths = [
  [5_000, 6],
  [50_000, 4],
  [300_000, 3],
] as const;
const NARROWEST = 2;
const WIDEST = 12;

/** How wide points are drawn, in CSS pixels: narrower where there are many, wider as the reader zooms in. */
export function pointWidth(points: number, zoom: number): number {
  const base = widths.find(([upTo]) => points <= upTo)?.[1] ?? NARROWEST;
  return Math.min(WIDEST, base * Math.max(1, zoom) ** 0.35);
}

/** How far the pointer may be away from a point, in CSS pixels. */
export const MAX_REACH = 10;

/** A distance in CSS pixels, on both axes in the coordinates of the parts. */
export function reachOf({ scaleX, scaleY }: Camera, pixels: number): Position {
  return [(pixels / Math.abs(scaleX)) * MAX_COORDINATE, (pixels / Math.abs(scaleY)) * MAX_COORDINATE];
}
