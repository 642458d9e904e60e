import { Readable } from 'node:stream';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { Product } from '../core/catalog/product.ts';
import type { JudgingRow } from '../core/catalog/training-row.ts';
import type { PairRow, ProductGroup, TrainingSet } from '../core/training/training-set.ts';
import { splitLines } from '../formats/lines.ts';
import type { JudgingData } from './gather-judging-data.ts';
import { RunDataError } from './run-data-error.ts';

/** The data that a run was begun with: it stays as it is, whatever is uploaded while the run goes on. */
export interface FrozenRun {
  readonly set: TrainingSet;
  readonly judging: JudgingData;
  /** RFC 3339, UTC. */
  readonly gatheredAt: string;
}

interface Header {
  readonly format: typeof FORMAT;
  readonly gatheredAt: string;
  readonly candidateIdPrefix: string;
  readonly catalogSize: number;
  readonly products: number;
  readonly pairs: number;
  readonly groups: number;
  readonly judging: number;
}

const FORMAT = 'kindred-run-data/1';

/** As lines of JSON, gzipped: a header with counts, products, pairs, groups, judging rows. */
export async function freeze({ set, judging, gatheredAt }: FrozenRun): Promise<Uint8Array> {
  const header: Header = {
    format: FORMAT,
    gatheredAt,
    candidateIdPrefix: judging.candidateIdPrefix,
    catalogSize: set.catalogSize,
    products: set.products.length,
    pairs: set.pairs.length,
    groups: set.groups.length,
    judging: judging.rows.length,
  };
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(linesOf(header, set, judging.rows)).pipe(gzip)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function* linesOf(header: Header, set: TrainingSet, judging: readonly JudgingRow[]): Generator<string, void, void> {
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  yield line(header);
  for (const product of set.products) yield line(product);
  for (const { anchor, positive, negative } of set.pairs) yield line([anchor, positive, negative]);
  for (const { items, kind } of set.groups) yield line({ kind, items: Array.from(items) });
  for (const row of judging) yield line(row);
}

/** @throws RunDataError `unknown-format` for bytes that are not those of `freeze` */
export async function thaw(bytes: Uint8Array): Promise<FrozenRun> {
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
  const pairs = take<[number, number, number]>(header.pairs).map(
    ([anchor, positive, negative]): PairRow => ({ anchor, positive, negative }),
  );
  const groups = take<{ kind: ProductGroup['kind']; items: number[] }>(header.groups).map(
    ({ kind, items }): ProductGroup => ({ kind, items: Int32Array.from(items) }),
  );
  const rows = take<JudgingRow>(header.judging);
  return {
    set: { products, catalogSize: header.catalogSize, pairs, groups },
    judging: { rows, candidateIdPrefix: header.candidateIdPrefix },
    gatheredAt: header.gatheredAt,
  };
}

function unknownFormat(header: Partial<Header> | undefined): RunDataError {
  const message = `the data of a run is of format ${header?.format}, expected ${FORMAT}: start another run`;
  return new RunDataError('unknown-format', message);
}
