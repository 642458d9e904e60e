import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { TripletRow } from '../../lambdas/core/catalog/training-row.ts';
import { serializeModel } from '../../lambdas/core/model/model-file.ts';
import { trainingConfig } from '../../lambdas/core/training/training-config.ts';
import { writeFilmSample } from '../../lib/local/sample-films.ts';
import { passingFolder, writeJsonLines } from '../support/local-stack-fixture.ts';
import { jsonLines } from '../support/shared-data.ts';
import { projectRoot } from '../support/source-files.ts';
import { trained, trainingSet } from '../support/training-factories.ts';

const folder = passingFolder();
const home = passingFolder();
const children: ChildProcess[] = [];

afterAll(() => {
  for (const { pid } of children) kill(pid);
});

/** Enough films to train on for some seconds. */
function writeFewFilms(): void {
  const all = passingFolder();
  writeFilmSample(all);
  const catalog = jsonLines<Product>(join(all, 'catalog.jsonl.gz')).slice(0, 1000);
  const ids = new Set(catalog.map(({ id }) => id));
  const rows = jsonLines<TripletRow>(join(all, 'train.jsonl.gz'));
  writeJsonLines(join(folder, 'catalog.jsonl.gz'), catalog);
  writeJsonLines(
    join(folder, 'train.jsonl.gz'),
    rows.filter(({ anchor, positive }) => ids.has(String(anchor)) && ids.has(String(positive))),
  );
  const evenly = { query: catalog[0]!.id, relevant: [catalog[1]!.id] };
  writeJsonLines(join(folder, 'judge.jsonl.gz'), [evenly]);
}

/** SIGKILL to a whole process group: nobody gets to say goodbye. */
function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** `npm start` on the folder, in a process group of its own; what it says, as it says it. */
function start() {
  const args = [
    join(projectRoot, 'lib/local/start.ts'),
    '--data',
    folder,
    '--home',
    home,
    '--port',
    '0',
    '--once',
    '--json',
  ];
  const child = spawn(process.execPath, args, { cwd: projectRoot, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { pid: child.pid, said, ended };
}

/** The newest first; none while nobody answers. */
async function runsOf(url: string): Promise<readonly { phase: string; step?: number }[]> {
  try {
    const answer = await fetch(`${url}/v1/training-runs`);
    return ((await answer.json()) as { data?: { phase: string; step?: number }[] }).data ?? [];
  } catch {
    return [];
  }
}

/** Waits until the newest run has taken steps, or is past them. */
async function inTheMiddle(said: { err: string }): Promise<void> {
  for (;;) {
    const url = /serving on (http\S+)/.exec(said.err)?.[1];
    const [run] = url === undefined ? [] : await runsOf(url);
    if (run?.phase === 'training' && (run.step ?? 0) > 0) return;
    if (run !== undefined && !['queued', 'gathering', 'planning', 'training'].includes(run.phase)) return;
    await pause(20);
  }
}

describe('the local stack, killed in the middle of a training run', () => {
  it('finishes the same run when it is started again, with the weights of an uncut one', async () => {
    writeFewFilms();
    const first = start();
    await inTheMiddle(first.said);
    kill(first.pid);
    await first.ended;
    expect(first.said.out).toBe('');

    const second = start();
    expect(await second.ended, second.said.err).toBe(0);
    const { weightsSha256, products } = JSON.parse(second.said.out.trim().split('\n').at(-1)!);
    const catalog = jsonLines<Product>(join(folder, 'catalog.jsonl.gz'));
    const rows = jsonLines<TripletRow>(join(folder, 'train.jsonl.gz'));
    const uncut = serializeModel(trained(trainingSet(catalog, rows), trainingConfig()).model);
    expect(products).toBe(catalog.length);
    expect(weightsSha256).toBe(createHash('sha256').update(uncut).digest('hex'));
  }, 600_000);
});
