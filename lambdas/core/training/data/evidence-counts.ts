/** How training rows became facts. Plain JSON: reports and cards show it. */
export interface EvidenceCounts {
  /** Rows that were used. A joined session is one row. */
  readonly rows: number;
  /** Rows that repeat a fact: each adds to its weight. */
  readonly repeatedRows: number;
  /** Rows with the same products and the same time of day as another: one event that was exported twice. Not counted. */
  readonly sameEvents: number;
  /** Products of groups that are not in the catalog. Their groups count without them. */
  readonly unknownProducts: number;
  /** Products whose quantities add up to 0 or less. Their groups count without them. */
  readonly returnedProducts: number;
  /** Groups with another number of quantities than of items. The quantities were not used. */
  readonly unusedQuantities: number;
  /** Triplets whose negative is not in the catalog, or is their anchor or positive. They count as pairs. */
  readonly withoutNegative: number;
  /** Rows that are parts of sessions. */
  readonly sessionRows: number;
  /** Sessions that were joined from such rows and hold evidence. */
  readonly joinedSessions: number;
  /** Joined sessions with fewer than two different products of the catalog. They hold no evidence. */
  readonly shortSessions: number;
  /** Pairs and triplets that repeat what other facts say, or were made from them. They are never held out. */
  readonly derivedRows: number;
  /** Groups of more products than a shopper reaches. Each weighs as much as a typical group. */
  readonly botGroups: number;
  /** The largest number of different products of a group that is no bot's; null without groups. */
  readonly botLimit: number | null;
}

/** Says what was merged, left out or discounted, one sentence each. */
export function describeCounts(counts: EvidenceCounts): string[] {
  const { botLimit, rows, repeatedRows, sessionRows, joinedSessions, shortSessions } = counts;
  const sentences: readonly (readonly [count: number, sentence: string])[] = [
    [repeatedRows, `${repeatedRows} of ${rows} rows repeat others: equal rows are one fact, which weighs more`],
    [counts.sameEvents, `${counts.sameEvents} rows repeat an event, with its products and its time: not counted`],
    [
      counts.unknownProducts,
      `${counts.unknownProducts} products of baskets and sessions are not in the catalog: left out`,
    ],
    [counts.returnedProducts, `${counts.returnedProducts} products came back, by their quantities: left out`],
    [
      counts.unusedQuantities,
      `${counts.unusedQuantities} rows have another number of quantities than of items: not used`,
    ],
    [
      counts.withoutNegative,
      `${counts.withoutNegative} triplets name a negative that is not in the catalog, or is their anchor or positive: ` +
        'taken as pairs',
    ],
    [
      sessionRows,
      `${sessionRows} rows are parts of sessions: ${joinedSessions} sessions were joined of them, and ${shortSessions} ` +
        'more have fewer than two products of the catalog',
    ],
    [
      counts.derivedRows,
      `${counts.derivedRows} pairs and triplets say what other rows say, or were made from them: they are no further ` +
        'evidence, and are never held out',
    ],
    [
      counts.botGroups,
      `${counts.botGroups} baskets or sessions hold more than ${botLimit} products, as bots do: each weighs as much as ` +
        'a typical one',
    ],
  ];
  return sentences.filter(([count]) => count > 0).map(([, sentence]) => sentence);
}
