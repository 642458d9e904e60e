import { polygonContains } from 'd3-polygon';
import KDBush from 'kdbush';
import type { PointPart, Position } from './points.ts';

/** Finds points by where they are. */
export class PointIndex {
  readonly #trees: { readonly part: PointPart; readonly tree: KDBush }[] = [];

  /** Takes up the points of a part. */
  add(part: PointPart): void {
    const tree = new KDBush(part.count, undefined, Uint16Array);
    for (let at = 0; at < part.count; at++) tree.add(part.x[at]!, part.y[at]!);
    this.#trees.push({ part, tree: tree.finish() });
  }

  /**
   * The row of the nearest point.
   * @param reach How far it may be away on each axis, in coordinates of the map.
   * @param isShown Whether a row may be found.
   */
  nearest([x, y]: Position, reach: Position, isShown: (row: number) => boolean): number | undefined {
    let best: { readonly row: number; readonly distance: number } | undefined;
    for (const { part, tree } of this.#trees) {
      for (const at of tree.range(x - reach[0], y - reach[1], x + reach[0], y + reach[1])) {
        const distance = Math.hypot((part.x[at]! - x) / reach[0], (part.y[at]! - y) / reach[1]);
        const isNearer = distance <= (best?.distance ?? 1);
        if (isNearer && isShown(part.firstRow + at)) best = { row: part.firstRow + at, distance };
      }
    }
    return best?.row;
  }

  /** The rows inside a polygon, rising. */
  inside(polygon: readonly Position[], isShown: (row: number) => boolean): readonly number[] {
    if (polygon.length < 3) return [];
    const corners = polygon.map(([x, y]): [number, number] => [x, y]);
    const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
    const rows: number[] = [];
    for (const { part, tree } of this.#trees) {
      for (const at of tree.range(...box)) {
        const row = part.firstRow + at;
        if (isShown(row) && polygonContains(corners, [part.x[at]!, part.y[at]!])) rows.push(row);
      }
    }
    return rows.sort((a, b) => a - b);
  }
}
