import { Readable } from 'node:stream';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { Product } from '../../core/catalog/product.ts';
import type { JudgingRow } from '../../core/catalog/training-row.ts';
import { CodedError } from '../../core/errors/coded-error.ts';
import type { TrainingConfig } from '../../core/training/config/training-config.ts';
import type { PairRow, ProductGroup, TrainingSet } from '../../core/training/data/training-set.ts';
import { splitLines } from '../../formats/lines.ts';
import type { TrainedObject } from '../models/trained-objects.ts';
import type { JudgingData } from './gather-judging-data.ts';

/** The data that a run was begun with: it stays as it is, whatever is uploaded while the run goes on. */
export interface RunDataset {
  /** All that was gathered, or the part of it that is trained on. */
  readonly set: TrainingSet;
  /** Products of the whole catalog. */
  readonly catalogProducts: number;
  readonly judging: JudgingData;
  /** RFC 3339, UTC. */
  readonly gatheredAt: string;
  /** The version whose weights the run goes on from; absent where it begins with untrained ones. */
  readonly from?: string;
  /** The share of rows that may be held out at most; absent where any may. */
  readonly maxHeldOut?: number;
  /** What the version to come is trained on along its lineage; absent in the data of runs from before such lists. */
  readonly objects?: readonly TrainedObject[];
}

interface Header {
  readonly format: typeof FORMAT;
  readonly gatheredAt: string;
  readonly candidateIdPrefix: string;
  readonly catalogProducts: number;
  readonly catalogSize: number;
  readonly products: number;
  readonly pairs: number;
  readonly groups: number;
  readonly judging: number;
  readonly from?: string;
  readonly maxHeldOut?: number;
  readonly objects?: number;
}

const FORMAT = 'kindred-run-data/2';

/** As lines of JSON, gzipped: a header with counts, products, pairs, groups, judging rows, objects. */
export async function serializeRunDataset(run: RunDataset): Promise<Uint8Array> {
  const { set, catalogProducts, judging, gatheredAt, from, maxHeldOut, objects } = run;
  const header: Header = {
    format: FORMAT,
    gatheredAt,
    candidateIdPrefix: judging.candidateIdPrefix,
    catalogProducts,
    catalogSize: set.catalogSize,
    products: set.products.length,
    pairs: set.pairs.length,
    groups: set.groups.length,
    judging: judging.rows.length,
    ...(from !== undefined && { from }),
    ...(maxHeldOut !== undefined && { maxHeldOut }),
    ...(objects && { objects: objects.length }),
  };
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(linesOf(header, set, judging.rows, objects)).pipe(gzip)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function* linesOf(
  header: Header,
  set: TrainingSet,
  judging: readonly JudgingRow[],
  objects: readonly TrainedObject[] = [],
): Generator<string, void, void> {
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  yield line(header);
  for (const product of set.products) yield line(product);
  for (const { anchor, positive, negative, seen } of set.pairs)
    yield line([anchor, positive, negative, ...(seen ? [1] : [])]);
  for (const { items, ...of } of set.groups) yield line({ ...of, items: Array.from(items) });
  for (const row of judging) yield line(row);
  for (const object of objects) yield line(object);
}

/** @throws RunDataError `unknown-format` for bytes that are not those of `serializeRunDataset` */
export async function parseRunDataset(bytes: Uint8Array): Promise<RunDataset> {
  const values: unknown[] = [];
  const plain = Readable.from([bytes]).pipe(createGunzip());
  for await (const { text } of splitLines(plain, Number.MAX_SAFE_INTEGER)) values.push(JSON.parse(text));
  const header = values[0] as Header | undefined;
  if (header?.format !== FORMAT) throw unknownFormat(header);
  let at = 1;
  const take = <T>(count: number): T[] => {
    at += count;
    return values.slice(at - count, at) as T[];
  };
  const products = take<Product>(header.products);
  const pairs = take<[number, number, number, 1?]>(header.pairs).map(
    ([anchor, positive, negative, seen]): PairRow => ({ anchor, positive, negative, ...(seen && { seen: true }) }),
  );
  const groups = take<Omit<ProductGroup, 'items'> & { items: number[] }>(header.groups).map(
    ({ items, ...of }): ProductGroup => ({ ...of, items: Int32Array.from(items) }),
  );
  const rows = take<JudgingRow>(header.judging);
  const objects = header.objects === undefined ? undefined : take<TrainedObject>(header.objects);
  return {
    set: { products, catalogSize: header.catalogSize, pairs, groups },
    catalogProducts: header.catalogProducts,
    judging: { rows, candidateIdPrefix: header.candidateIdPrefix },
    gatheredAt: header.gatheredAt,
    ...(header.from !== undefined && { from: header.from }),
    ...(header.maxHeldOut !== undefined && { maxHeldOut: header.maxHeldOut }),
    ...(objects && { objects }),
  };
}

function unknownFormat(header: Partial<Header> | undefined): RunDataError {
  const message = `the data of a run is of format ${header?.format}, expected ${FORMAT}: start another run`;
  return new RunDataError('unknown-format', message);
}

/** The configuration with no larger share held out than the run's data allows. */
export function fittedTo({ maxHeldOut = 1 }: Pick<RunDataset, 'maxHeldOut'>, config: TrainingConfig): TrainingConfig {
  return { ...config, heldOutFraction: Math.min(config.heldOutFraction, maxHeldOut) };
}

export type RunDataErrorCode =
  /** Nothing is kept under the run's name. */
  | 'data-gone'
  /** The version that the run goes on from has no weights any more. */
  | 'weights-gone'
  /** What is kept was written by another version of the code. */
  | 'unknown-format';

/** Thrown when what a run has kept cannot be gone on from: another run has to be started. */
export class RunDataError extends CodedError<RunDataErrorCode> {}
