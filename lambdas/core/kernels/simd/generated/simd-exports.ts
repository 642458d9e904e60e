// Written by `npm run build:kernels` from the exports of assembly/. Do not edit.

/** The arguments of each work. Arrays are addresses. */
export interface WorkArguments {
  readonly adagradRows: readonly [table: number, square: number, gradients: number, order: number, D: number, rate: number, epsilon: number];
  readonly adam: readonly [values: number, mean: number, square: number, gradient: number, step: number];
  readonly adamBags: readonly [table: number, mean: number, square: number, step: number, chunks: number, bounds: number, entries: number, dOutput: number, rows: number, T: number, D: number, ahead: number, isRowwise: number];
  readonly adamRows: readonly [table: number, mean: number, square: number, gradients: number, order: number, isSparse: number, isRowwise: number, D: number, step: number];
  readonly averageRows: readonly [current: number, sums: number, mentioned: number, values: number, rows: number, D: number, decay: number, step: number];
  readonly bagBackward: readonly [offsets: number, tokens: number, weights: number, dOutput: number, slots: number, values: number, fresh: number, B: number, D: number];
  readonly bagForward: readonly [offsets: number, tokens: number, weights: number, table: number, output: number, D: number];
  readonly gemmColumns: readonly [M: number, K: number, a: number, aRow: number, aTerm: number, b: number, bTerm: number, bColumn: number, c: number, cStride: number, accumulate: number];
  readonly gemmRows: readonly [N: number, K: number, a: number, aRow: number, aTerm: number, b: number, bTerm: number, bColumn: number, c: number, cStride: number, accumulate: number];
  readonly indexChunks: readonly [offsets: number, tokens: number, weights: number, bounds: number, entries: number, T: number, B: number, bagsPerChunk: number];
  readonly indexedBackward: readonly [chunks: number, bounds: number, entries: number, dOutput: number, touched: number, values: number, fresh: number, T: number, D: number];
  readonly indexedForward: readonly [offsets: number, tokens: number, weights: number, bounds: number, entries: number, T: number, B: number, bagsPerChunk: number, table: number, output: number, D: number];
  readonly listwiseSlopes: readonly [logits: number, C: number, inverse: number, scale: number, offsets: number, columns: number, chances: number, selfColumns: number, logQ: number, losses: number];
  readonly normalizeBackward: readonly [dUnit: number, unit: number, norms: number, dz: number, D: number, smallest: number];
  readonly normalizeForward: readonly [z: number, unit: number, norms: number, D: number, smallest: number];
  readonly scanGroups: readonly [quads: number, rows: number, width: number, searches: number, allowed: number, room: number, rowsPerBlock: number];
  readonly scanRanges: readonly [quads: number, rows: number, width: number, searches: number, allowed: number, room: number, rowsPerRange: number];
}

/** The works in the order of their numbers in assembly/do-work.ts. */
export const workNames = [
  'adagradRows',
  'adam',
  'adamBags',
  'adamRows',
  'averageRows',
  'bagBackward',
  'bagForward',
  'gemmColumns',
  'gemmRows',
  'indexChunks',
  'indexedBackward',
  'indexedForward',
  'listwiseSlopes',
  'normalizeBackward',
  'normalizeForward',
  'scanGroups',
  'scanRanges',
] as const satisfies readonly (keyof WorkArguments)[];

/** The exported functions of the module. Arrays are addresses. */
export interface SimdExports {
  addTriplets(x: number, D: number, anchors: number, positives: number, negatives: number, pulls: number, pushes: number, count: number, dx: number): void;
  ascendingRows(rows: number, count: number, T: number, marks: number, to: number): number;
  assignSlots(offsets: number, tokens: number, weights: number, slots: number, touched: number, count: number, B: number): number;
  columnMaxima(logits: number, rows: number, stride: number, most: number): void;
  columnsOf(x: number, N: number, D: number, columns: number, stride: number): void;
  endScan(search: number): void;
  fromDifferences(toPositive: number, toNegative: number, dAnchor: number, dPositive: number, dNegative: number, length: number): void;
  gatherDifferences(minuend: number, from: number, subtrahend: number, less: number, out: number, B: number, D: number): void;
  gatherRows(table: number, rows: number, out: number, B: number, D: number): void;
  gemmWorkspaceBytes(): number;
  help(control: number, workspace: number): void;
  indexedRows(chunks: number, bounds: number, T: number, rows: number): number;
  lead(control: number, work: number, units: number, each: number, workspace: number, patience: number): number;
  maskLogits(logits: number, rows: number, first: number, C: number, stride: number, inverseTemperature: number, logQ: number, candidateIds: number, anchorIds: number, largest: number): void;
  narrowAll(from: number, to: number, length: number): void;
  pairDistances(columns: number, D: number, stride: number, root: number, distances: number): void;
  rowOrder(slots: number, T: number, touched: number, count: number, order: number): void;
  rowsInRanges(codes: number, rows: number, width: number, ranges: number, count: number, bits: number): void;
  rowsInTable(codes: number, rows: number, width: number, table: number, bits: number): void;
  rowsInUse(matrix: number, B: number, D: number, rows: number): number;
  scaleRows(rows: number, scales: number, to: number, B: number, D: number): void;
  seedSteps(weights: number, anchors: number, positives: number, negatives: number, B: number, F: number, D: number, rate: number, margin: number, spare: number): number;
  semiHard(distances: number, labels: number, N: number, stride: number, anchors: number, positives: number, negatives: number, spare: number): number;
  softmaxSlopes(logits: number, rows: number, first: number, stride: number, largest: number, scale: number, shares: number, constants: number): number;
  squaredLengths(rows: number, B: number, D: number, squares: number): void;
  symmetricSlopes(logits: number, rows: number, stride: number, largest: number, columnLargest: number, spare: number, scale: number, constants: number): number;
  tokensFit(tokens: number, from: number, to: number, T: number): number;
  doWork(work: number, args: number, from: number, to: number, workspace: number): void;
}
