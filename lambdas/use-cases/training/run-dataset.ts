import { Readable } from 'node:stream';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { Product } from '../../core/catalog/product.ts';
import type { JudgingRow } from '../../core/catalog/training-row.ts';
import { CodedError } from '../../core/errors/coded-error.ts';
import type { Fact, PairRow, ProductGroup, TrainingSet } from '../../core/training/data/training-set.ts';
import { LineWindow } from '../../formats/text/line-window.ts';
import type { SplitLimits } from '../models/lineage-split.ts';
import type { TrainedObject } from '../models/trained-objects.ts';
import type { JudgingData } from './gather-judging-data.ts';

/** The data of a run. It is stored when the run starts, so later uploads do not change it. */
export interface RunDataset extends SplitLimits {
  /** All gathered data, or the part of it that is trained on. */
  readonly set: TrainingSet;
  /** The number of products in the whole catalog. */
  readonly catalogProducts: number;
  /** Files that hold all of them. Absent in datasets stored before there were such files. */
  readonly catalogFiles?: number;
  readonly judging: JudgingData;
  /** RFC 3339, UTC. */
  readonly gatheredAt: string;
  /** The version from whose weights the run continues. Absent if training starts with new weights. */
  readonly from?: string;
  /** Why the run learns from the catalog alone. Absent if it trains on rows. */
  readonly catalogAlone?: string;
  /** The objects that the new version and its lineage are trained on. Absent in datasets stored before these lists existed. */
  readonly objects?: readonly TrainedObject[];
}

interface Header extends SplitLimits, Pick<TrainingSet, 'counts' | 'learnedBefore' | 'numbersLimit'> {
  readonly format: typeof FORMAT;
  readonly gatheredAt: string;
  readonly candidateIdPrefix: string;
  readonly catalogProducts: number;
  readonly catalogFiles?: number;
  readonly catalogSize: number;
  readonly products: number;
  readonly pairs: number;
  readonly groups: number;
  readonly judging: number;
  readonly from?: string;
  readonly catalogAlone?: string;
  readonly objects?: number;
}

const FORMAT = 'kindred-run-data/3';

/** Lines of JSON, gzipped: a header with counts, then products, pairs, groups, judging rows and objects. */
export async function serializeRunDataset(dataset: RunDataset): Promise<Uint8Array> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(linesOf(dataset)).pipe(gzip)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function headerOf({ set, catalogProducts, judging, gatheredAt, objects, ...dataset }: RunDataset): Header {
  const { from, maxHeldOut, heldOutBy, catalogAlone, catalogFiles } = dataset;
  return {
    format: FORMAT,
    gatheredAt,
    candidateIdPrefix: judging.candidateIdPrefix,
    catalogProducts,
    ...(catalogFiles !== undefined && { catalogFiles }),
    catalogSize: set.catalogSize,
    products: set.products.length,
    pairs: set.pairs.length,
    groups: set.groups.length,
    judging: judging.rows.length,
    ...(set.counts && { counts: set.counts }),
    ...(set.learnedBefore && { learnedBefore: set.learnedBefore }),
    ...(set.numbersLimit && { numbersLimit: set.numbersLimit }),
    ...(from !== undefined && { from }),
    ...(maxHeldOut !== undefined && { maxHeldOut }),
    ...(heldOutBy !== undefined && { heldOutBy }),
    ...(catalogAlone !== undefined && { catalogAlone }),
    ...(objects && { objects: objects.length }),
  };
}

function* linesOf(dataset: RunDataset): Generator<string, void, void> {
  const { set, judging, objects = [] } = dataset;
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  yield line(headerOf(dataset));
  for (const product of set.products) yield line(product);
  for (const { anchor, positive, negative, ...fact } of set.pairs)
    yield line([anchor, positive, negative, ...(Object.keys(fact).length > 0 ? [fact] : [])]);
  for (const { items, ...group } of set.groups) yield line({ ...group, items: Array.from(items) });
  for (const row of judging.rows) yield line(row);
  for (const object of objects) yield line(object);
}

/** @throws RunDataError `unknown-format` if the bytes were not written by `serializeRunDataset` of this format */
export async function parseRunDataset(bytes: Uint8Array): Promise<RunDataset> {
  const values: unknown[] = [];
  const plain = Readable.from([bytes]).pipe(createGunzip());
  const lines = new LineWindow();
  for await (const chunk of plain) {
    lines.append(chunk);
    for (const line of lines.takeLines()) values.push(JSON.parse(line));
  }
  const header = values[0] as Header | undefined;
  if (header?.format !== FORMAT) throw unknownFormat(header);
  let at = 1;
  const take = <T>(count: number): T[] => {
    at += count;
    return values.slice(at - count, at) as T[];
  };
  const products = take<Product>(header.products);
  const pairs = take<[number, number, number, Fact?]>(header.pairs).map(
    ([anchor, positive, negative, fact]): PairRow => ({ anchor, positive, negative, ...fact }),
  );
  const groups = take<Omit<ProductGroup, 'items'> & { items: number[] }>(header.groups).map(
    ({ items, ...group }): ProductGroup => ({ ...group, items: Int32Array.from(items) }),
  );
  const rows = take<JudgingRow>(header.judging);
  const objects = header.objects === undefined ? undefined : take<TrainedObject>(header.objects);
  const { catalogSize, catalogFiles, counts, learnedBefore, numbersLimit, from, maxHeldOut, heldOutBy } = header;
  const further = { ...(counts && { counts }), ...(learnedBefore && { learnedBefore }) };
  return {
    set: { products, catalogSize, pairs, groups, ...further, ...(numbersLimit && { numbersLimit }) },
    catalogProducts: header.catalogProducts,
    ...(catalogFiles !== undefined && { catalogFiles }),
    judging: { rows, candidateIdPrefix: header.candidateIdPrefix },
    gatheredAt: header.gatheredAt,
    ...(from !== undefined && { from }),
    ...(maxHeldOut !== undefined && { maxHeldOut }),
    ...(heldOutBy !== undefined && { heldOutBy }),
    ...(header.catalogAlone !== undefined && { catalogAlone: header.catalogAlone }),
    ...(objects && { objects }),
  };
}

function unknownFormat(header: Partial<Header> | undefined): RunDataError {
  const message = `the data of the run has format ${header?.format}, expected ${FORMAT}: start another run`;
  return new RunDataError('unknown-format', message);
}

export type RunDataErrorCode =
  /** No dataset is stored for the run. */
  | 'data-gone'
  /** The weights of the version from which the run continues are gone. */
  | 'weights-gone'
  /** The dataset was stored by another version of the code. */
  | 'unknown-format';

/** Thrown if a run cannot continue from what it has stored. Start another run. */
export class RunDataError extends CodedError<RunDataErrorCode> {}
