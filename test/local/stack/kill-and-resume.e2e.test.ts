import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { TripletRow } from '../../../lambdas/core/catalog/training-row.ts';
import { serializeModel } from '../../../lambdas/core/model/model-file.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { runStart } from '../../../lib/local/demo/run-start.ts';
import { writeFilmSample } from '../../../lib/local/demo/sample-films.ts';
import { jsonLines } from '../../support/core/shared-data.ts';
import { trained, trainingSet } from '../../support/core/training-factories.ts';
import { killAllStacks, killStack, startStack, waitForSteps } from '../../support/local/killed-stack.ts';
import { temporaryFolder, writeJsonLines } from '../../support/local/local-stack-fixture.ts';
import { captureOutput } from '../../support/terminal/captured-output.ts';

const folder = temporaryFolder();
const home = temporaryFolder();

afterAll(killAllStacks);

/** Enough films to train on for some seconds. */
function writeFewFilms(): void {
  const all = writeFilmSample(temporaryFolder());
  const catalog = jsonLines<Product>(join(all, 'catalog.jsonl.gz')).slice(0, 400);
  const ids = new Set(catalog.map(({ id }) => id));
  const rows = jsonLines<TripletRow>(join(all, 'train.jsonl.gz'));
  writeJsonLines(join(folder, 'catalog.jsonl.gz'), catalog);
  writeJsonLines(
    join(folder, 'train.jsonl.gz'),
    rows.filter(({ anchor, positive }) => ids.has(String(anchor)) && ids.has(String(positive))),
  );
  // Rows of the training data, so that the trained model is proved better than the text model and goes live.
  const judging = rows.slice(0, 200).map(({ anchor, positive }) => ({ query: anchor, relevant: [positive] }));
  writeJsonLines(
    join(folder, 'judge.jsonl.gz'),
    judging.filter(({ query, relevant }) => ids.has(String(query)) && ids.has(String(relevant[0]))),
  );
}

describe('the local stack, killed during a training run', () => {
  it('finishes the same run at the next start, with the weights of an uninterrupted run', async () => {
    writeFewFilms();
    const first = startStack(folder, home);
    await waitForSteps(first);
    killStack(first);
    await first.ended;
    expect(first.output.out).toBe('');

    const { written, ...output } = captureOutput();
    const args = ['--data', folder, '--home', home, '--port', '0', '--once', '--json'];
    expect(await runStart(args, output, new Promise(() => {})), written.err).toBe(0);
    const { weightsSha256, products } = JSON.parse(written.out);
    const catalog = jsonLines<Product>(join(folder, 'catalog.jsonl.gz'));
    const rows = jsonLines<TripletRow>(join(folder, 'train.jsonl.gz'));
    const uncut = serializeModel(trained(trainingSet(catalog, rows), buildTrainingConfig()).model);
    expect(products).toBe(catalog.length);
    expect(weightsSha256).toBe(createHash('sha256').update(uncut).digest('hex'));
  });
});
