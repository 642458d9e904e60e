import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFilmSample } from '../../../lib/local/demo/sample-films.ts';
import { projectRoot } from '../architecture/source-files.ts';
import { writeJsonLines } from '../local/local-stack-fixture.ts';

/** How many films `writeFewFilms` writes. */
export const FEW_FILMS = 210;

/** Writes so few of the sample films that all trainings take seconds, with the film that the pages ask for. */
export function writeFewFilms(home: string): void {
  const films = JSON.parse(readFileSync(join(projectRoot, 'node_modules/vega-datasets/data/movies.json'), 'utf8'));
  const { catalog, training, judging } = buildFilmSample(films);
  const few = catalog.slice(1990, 1990 + FEW_FILMS);
  const ids = new Set(few.map(({ id }) => id));
  const folder = join(home, 'sample/films');
  mkdirSync(folder, { recursive: true });
  writeJsonLines(join(folder, 'catalog.jsonl.gz'), few);
  const pairs = training.filter((row) => ids.has(row.anchor as string) && ids.has(row.positive as string));
  writeJsonLines(join(folder, 'train.jsonl.gz'), pairs);
  const rows = judging.flatMap((row) => {
    const relevant = row.relevant.filter((id) => ids.has(id));
    return ids.has(row.query as string) && relevant.length > 0 ? [{ ...row, relevant }] : [];
  });
  writeJsonLines(join(folder, 'judge.jsonl.gz'), rows);
}
