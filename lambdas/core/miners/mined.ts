/** Triplets as rows of a batch. The three arrays have one length. */
export interface TripletIndices {
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

/** Pairs as rows of a batch: anchors and the rows they are compared with. The arrays have one length. */
export interface PairIndices {
  readonly anchors: Int32Array;
  readonly others: Int32Array;
}

/** Pairs of rows with one label, and pairs of rows with different labels. */
export interface MinedPairs {
  readonly positives: PairIndices;
  readonly negatives: PairIndices;
}

/**
 * The distinct pairs of triplets of a batch of N rows, in the order of their first occurrence. With it a triplet miner
 * serves a pair loss.
 */
export function splitIntoPairs({ anchors, positives, negatives }: TripletIndices, N: number): MinedPairs {
  return { positives: distinctPairs(anchors, positives, N), negatives: distinctPairs(anchors, negatives, N) };
}

function distinctPairs(anchors: Int32Array, others: Int32Array, N: number): PairIndices {
  const seen = new Uint8Array(N * N);
  const first = anchors.map((anchor, t) => {
    const at = anchor * N + others[t]!;
    const isNew = 1 - seen[at]!;
    seen[at] = 1;
    return isNew;
  });
  const isFirst = (_row: number, t: number) => first[t] === 1;
  return { anchors: anchors.filter(isFirst), others: others.filter(isFirst) };
}

/** Every positive of an anchor with every negative of it, by anchor. With it a pair miner serves a triplet loss. */
export function combineIntoTriplets(pairs: MinedPairs, N: number): TripletIndices {
  const positives = groupByAnchor(pairs.positives, N);
  const negatives = groupByAnchor(pairs.negatives, N);
  let count = 0;
  for (let i = 0; i < N; i++) count += getOthers(positives, i).length * getOthers(negatives, i).length;
  const triplets = {
    anchors: new Int32Array(count),
    positives: new Int32Array(count),
    negatives: new Int32Array(count),
  };
  let t = 0;
  for (let i = 0; i < N; i++) {
    for (const positive of getOthers(positives, i)) {
      for (const negative of getOthers(negatives, i)) {
        triplets.anchors[t] = i;
        triplets.positives[t] = positive;
        triplets.negatives[t++] = negative;
      }
    }
  }
  return triplets;
}

/**
 * The rows that anchor i is compared with are `others[offsets[i]]` to `others[offsets[i + 1] - 1]`, in the order of the
 * pairs.
 */
export interface PairsByAnchor {
  readonly offsets: Int32Array;
  readonly others: Int32Array;
}

/** Groups the pairs of a batch of N rows by anchor. */
export function groupByAnchor({ anchors, others }: PairIndices, N: number): PairsByAnchor {
  const offsets = new Int32Array(N + 1);
  for (const anchor of anchors) offsets[anchor + 1]! += 1;
  for (let i = 0; i < N; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice(0, N);
  const gathered = new Int32Array(others.length);
  anchors.forEach((anchor, t) => {
    gathered[next[anchor]!++] = others[t]!;
  });
  return { offsets, others: gathered };
}

/** The rows that anchor i is compared with. */
export function getOthers({ offsets, others }: PairsByAnchor, i: number): Int32Array {
  return others.subarray(offsets[i]!, offsets[i + 1]!);
}

/** The first place below `count` from which on the condition holds, or `count` if there is none: binary search. */
export function lowerBound(count: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
