import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/architecture/source-files.ts';
import { colouredThings, tasteBaskets } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';

const script = join(projectRoot, 'bin/kindred.ts');

function kindred(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

/** A folder with data on which a training runs for minutes. */
function dataFolder(): string {
  const folder = temporaryFolder();
  writeJsonLines(join(folder, 'catalog.jsonl.gz'), colouredThings());
  writeJsonLines(join(folder, 'train.jsonl.gz'), tasteBaskets());
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ loss: 'triplet', epochs: 1000, maxPairs: 1e8 }));
  return folder;
}

describe('the process kindred', () => {
  it('exits with 0 after --help, which it writes to stdout', () => {
    expect(kindred('--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('train') });
  });

  it('exits with 2 for bad usage, with the error on stderr alone', () => {
    const { status, stdout, stderr } = kindred('fly');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^kindred: unknown-command: /);
  });

  it('exits with 130 on Ctrl-C during a training, and leaves no file', async () => {
    const [data, out] = [dataFolder(), temporaryFolder()];
    const args = [script, 'train', '--data', data, '--out', out, '--config', join(data, 'config.json')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const exitCode = new Promise((resolve) => child.once('exit', resolve));
    child.stderr.on('data', (chunk) => String(chunk).includes('step') && child.kill('SIGINT'));
    expect(await exitCode).toBe(130);
    expect(readdirSync(out)).toEqual([]);
  });
});
