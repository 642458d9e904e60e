import type { Occurrences } from '../catalog/occurrences.ts';
import { portableExp, portableLog } from '../numerics/portable-math.ts';
import { type WeightedRows, WeightedRowsBuilder } from './weighted-rows.ts';

/** Places of a session or basket further apart are not looked at: in so long a list they say nothing of each other. */
const REACH = { session: 20, basket: 200 } as const;
/** Occurrences together that are needed to be half believed. */
const SHRINK = 20;
/**
 * The power that the rows of the other product are divided by (Deshpande and Karypis 2004, section 4.2.1). A basket tells what goes
 * together, and popularity is no part of that: cosine. A session tells what came next, and there it is a part of the answer.
 */
const POPULARITY_POWER = { session: 0.3, basket: 0.5 } as const;

/** Products that one keeps company with, at most. */
const MAX_PARTNERS = 300;

interface Place {
  readonly items: Int32Array;
  readonly at: number;
  readonly kind: 'basket' | 'session';
}

/**
 * What training rows say of likeness, as a table: together / (a^0.5 b^power + 20) from the rows a and b that hold one or the other,
 * where two places of a session count 1 / sqrt(places apart); and for pairs together / sqrt(a b), without doubt.
 * Counted with less weight over distance and kept for all products at once, unlike the baseline's `CoOccurrence`.
 * @param N Products. @param most Entries of a row, default 300.
 */
export function computeCoOccurrence(N: number, training: Occurrences, most = MAX_PARTNERS): WeightedRows {
  const inGroups = new Float64Array(N);
  const inPairs = new Float64Array(N);
  const places: Place[][] = Array.from({ length: N }, () => []);
  const partners: number[][] = Array.from({ length: N }, () => []);
  for (const { items, kind } of training.groups) {
    items.forEach((item, at) => {
      places[item]!.push({ items, at, kind });
    });
    for (const item of new Set(items)) inGroups[item]! += 1;
  }
  for (const { anchor, positive } of training.pairs) {
    partners[anchor]!.push(positive);
    partners[positive]!.push(anchor);
    inPairs[anchor]! += 1;
    inPairs[positive]! += 1;
  }
  const popularities = {
    session: inGroups.map((rows) => toPower(rows, POPULARITY_POWER.session)),
    basket: inGroups.map((rows) => toPower(rows, POPULARITY_POWER.basket)),
  };
  const builder = new WeightedRowsBuilder();
  const scores = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const touched: number[] = [];
    const add = (j: number, score: number) => {
      if (j === i) return;
      if (scores[j] === 0) touched.push(j);
      scores[j]! += score;
    };
    for (const place of places[i]!) {
      const popularity = popularities[place.kind];
      addPlaces(place, (j, count) => add(j, count / (Math.sqrt(inGroups[i]!) * popularity[j]! + SHRINK)));
    }
    for (const j of partners[i]!) add(j, 1 / Math.sqrt(inPairs[i]! * inPairs[j]!));
    builder.add(touched, (column) => scores[column]!, most);
    for (const column of touched) scores[column] = 0;
  }
  return builder.build();
}

function toPower(rows: number, power: number): number {
  return rows === 0 ? 0 : portableExp(power * portableLog(rows));
}

function addPlaces({ items, at, kind }: Place, add: (row: number, count: number) => void): void {
  const end = Math.min(items.length, at + REACH[kind] + 1);
  for (let other = Math.max(0, at - REACH[kind]); other < end; other++) {
    if (other === at) continue;
    add(items[other]!, kind === 'session' ? 1 / Math.sqrt(Math.abs(other - at)) : 1);
  }
}
