import type { MapColour } from '../../../api/product-map.ts';
import { legendEntries } from './legend-entries.ts';
import { CODES, type PointPart } from './points.ts';

/** For each colour of the map, 1 at the codes that are shown; undefined where all are. */
export type ShownCodes = readonly (Uint8Array | undefined)[];

/** Of a part, 1 for each point that is shown. */
export type Mask = Uint8Array<ArrayBuffer>;

/** Chosen rows of the map. */
export interface Selection {
  /** Rising. */
  readonly rows: readonly number[];
  /** 1 at each row that is chosen. */
  readonly flags: Uint8Array;
}

/** The codes that are shown if these entries of the legends are chosen. Entries that the map does not have are ignored. */
export function shownCodes(colours: readonly MapColour[], chosen: ReadonlyMap<string, readonly string[]>): ShownCodes {
  return colours.map((colour) => {
    const keys = chosen.get(colour.field) ?? [];
    const entries = legendEntries(colour).filter(({ key }) => keys.includes(key));
    if (entries.length === 0) return undefined;
    const shown = new Uint8Array(CODES);
    for (const { codes } of entries) for (const code of codes) shown[code] = 1;
    return shown;
  });
}

/** Which points of a part meet the choice in every colour, and are selected if there is a selection. */
export function maskOf(part: PointPart, shown: ShownCodes, selection?: Selection): Mask {
  const mask = new Uint8Array(part.count).fill(1);
  for (const [i, isShown] of shown.entries()) {
    const codes = part.codes[i]!;
    if (isShown) for (let at = 0; at < mask.length; at++) mask[at]! &= isShown[codes[at]!]!;
  }
  if (selection) for (let at = 0; at < mask.length; at++) mask[at]! &= selection.flags[part.firstRow + at]!;
  return mask;
}

/**
 * How many points each code of a colour has, among those that everything but the choice in this colour shows: so the legend tells
 * what another choice would lead to.
 */
export function countCodes(
  parts: readonly PointPart[],
  colour: number,
  shown: ShownCodes,
  selection?: Selection,
): Uint32Array {
  const others = shown.with(colour, undefined);
  const counts = new Uint32Array(CODES);
  for (const part of parts) {
    const mask = maskOf(part, others, selection);
    const codes = part.codes[colour]!;
    for (let at = 0; at < mask.length; at++) counts[codes[at]!]! += mask[at]!;
  }
  return counts;
}

/** The first rows that have a code in a colour, in their order. */
export function firstRowsOf(
  parts: readonly PointPart[],
  colour: number,
  code: number,
  limit: number,
): readonly number[] {
  const rows: number[] = [];
  for (const { codes, firstRow } of [...parts].sort((a, b) => a.firstRow - b.firstRow)) {
    const column = codes[colour]!;
    for (let at = column.indexOf(code); at >= 0 && rows.length < limit; at = column.indexOf(code, at + 1)) {
      rows.push(firstRow + at);
    }
    if (rows.length >= limit) break;
  }
  return rows;
}
