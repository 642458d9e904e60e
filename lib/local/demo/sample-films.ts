import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AttributeValue, Product } from '../../../lambdas/core/catalog/product.ts';
import type { JudgingRow, TripletRow } from '../../../lambdas/core/catalog/training-row.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { COMPRESSED_JSON_LINES } from '../../../lambdas/formats/object-layout.ts';
import { projectRoot } from '../template/synthesize.ts';

/** The fields of a film in vega-datasets' movies.json that are used. */
interface Film {
  readonly Title: string | number | null;
  readonly Director: string | null;
  readonly Distributor: string | null;
  readonly Source: string | null;
  readonly 'Major Genre': string | null;
  readonly 'Creative Type': string | null;
  readonly 'MPAA Rating': string | null;
  readonly 'Release Date': string | null;
  readonly 'Running Time min': number | null;
  readonly 'Production Budget': number | null;
}

/** The rows of the sample's files. */
export interface Sample {
  readonly catalog: readonly Product[];
  readonly training: readonly TripletRow[];
  readonly judging: readonly JudgingRow[];
}

/** Share of the directors whose films are training data; the films of the others are judging data. */
const TRAINING_SHARE = 0.75;

/**
 * A film shop with 3,201 real films. Two films by one director count as similar, but the director is not a feature: the
 * model must learn it from titles, genres, distributors, ratings, years and budgets.
 */
export function buildFilmSample(films: readonly Film[]): Sample {
  const catalog = films.map(productOf);
  const byDirector = new Map<string, string[]>();
  films.forEach(({ Director }, i) => {
    if (Director === null) return;
    byDirector.set(Director, [...(byDirector.get(Director) ?? []), catalog[i]!.id]);
  });
  const training: TripletRow[] = [];
  const judging: JudgingRow[] = [];
  for (const [director, ids] of byDirector) {
    if (ids.length < 2) continue;
    if (new CounterRandom(1, `director ${director}`).uniform() < TRAINING_SHARE) training.push(...pairsOf(ids));
    else
      judging.push(
        ...ids.map((query) => ({ query, relevant: ids.filter((id) => id !== query), slice: 'new directors' })),
      );
  }
  return { catalog, training, judging };
}

function pairsOf(ids: readonly string[]): TripletRow[] {
  return ids.flatMap((anchor, i) => ids.slice(i + 1).map((positive) => ({ anchor, positive })));
}

function productOf(film: Film, index: number): Product {
  const year = releaseYear(film['Release Date']);
  const attributes = withoutNulls({
    rating: film['MPAA Rating'],
    source: film.Source,
    type: film['Creative Type'],
    decade: year === undefined ? null : `${Math.floor(year / 10) * 10}s`,
    year: year ?? null,
    minutes: film['Running Time min'],
  });
  return {
    id: `film-${String(index + 1).padStart(4, '0')}`,
    ...withoutNulls({
      title: film.Title === null ? null : String(film.Title),
      category: film['Major Genre'],
      brand: film.Distributor,
      price: film['Production Budget'],
    }),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  };
}

function withoutNulls<T extends AttributeValue>(values: Record<string, T | null>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== null));
}

/** `Jun 12 1998` -> 1998. */
function releaseYear(date: string | null): number | undefined {
  const year = Number(/(\d{4})$/.exec(date ?? '')?.[1]);
  return year > 0 ? year : undefined;
}

/** Writes the sample's files into a home folder, unless they exist. @returns their folder */
export function writeFilmSample(home: string): string {
  const folder = join(home, 'sample', 'films');
  if (existsSync(join(folder, `judge${COMPRESSED_JSON_LINES}`))) return folder;
  mkdirSync(folder, { recursive: true });
  // The package exports only URLs of its data, but it contains the file.
  const file = join(projectRoot, 'node_modules', 'vega-datasets', 'data', 'movies.json');
  const { catalog, training, judging } = buildFilmSample(JSON.parse(readFileSync(file, 'utf8')));
  writeLines(join(folder, `catalog${COMPRESSED_JSON_LINES}`), catalog);
  writeLines(join(folder, `train${COMPRESSED_JSON_LINES}`), training);
  writeLines(join(folder, `judge${COMPRESSED_JSON_LINES}`), judging);
  return folder;
}

/** A partial file never has the final name. */
function writeLines(file: string, rows: readonly object[]): void {
  writeFileSync(`${file}.part`, gzipSync(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n`));
  renameSync(`${file}.part`, file);
}
