import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/architecture/source-files.ts';
import { colouredThings, tasteBaskets } from '../support/core/training-factories.ts';
import { temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';

const script = join(projectRoot, 'bin/kindred.mjs');

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

  it('exits with 130 on Ctrl-C during a training, says what is kept, and leaves no file', async () => {
    const [data, out] = [dataFolder(), temporaryFolder()];
    const args = [script, 'train', '--data', data, '--out', out, '--config', join(data, 'config.json')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const exitCode = new Promise((resolve) => child.once('exit', resolve));
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('steps')) child.kill('SIGINT');
    });
    expect(await exitCode).toBe(130);
    expect(said).toContain('kindred: interrupted: nothing was written; files of earlier runs are unchanged');
    expect(readdirSync(out)).toEqual([]);
  });

  it('ends within a second of Ctrl-C although it computes, and removes its unfinished file', async () => {
    const folder = temporaryFolder();
    const [program, file] = [join(folder, 'program.mjs'), join(folder, 'out.part')];
    const link = join(projectRoot, 'lib/terminal/launcher-link.ts');
    writeFileSync(
      program,
      `import { writeFileSync } from 'node:fs';
      import { linkToLauncher, tellLauncher } from ${JSON.stringify(link)};
      linkToLauncher();
      tellLauncher({ kept: 'nothing was written', unfinished: [${JSON.stringify(file)}] });
      writeFileSync(${JSON.stringify(file)}, '');
      process.on('SIGINT', () => {});
      process.stdout.write('computing');
      setTimeout(() => { for (;;); }, 50);`,
    );
    const launch = `import { launch } from ${JSON.stringify(join(projectRoot, 'bin/launch.mjs'))};
      launch(new URL('file://${program}'));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', launch], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const ended = new Promise((done) => child.once('exit', done));
    await new Promise((done) => child.stdout.once('data', done));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(said).toBe('\nkindred: interrupted: nothing was written\n');
    expect(existsSync(file)).toBe(false);
  });

  it('says what to do on a Node.js that cannot run TypeScript', () => {
    // A copy of the launcher, beside which no Node.js is installed.
    const copy = join(temporaryFolder(), 'launch.mjs');
    copyFileSync(join(projectRoot, 'bin/launch.mjs'), copy);
    const program = `const { launch } = await import(${JSON.stringify(copy)});
      launch(new URL('file:///program.ts'));`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--no-experimental-strip-types', '--input-type=module', '-e', program],
      { encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^kindred: old-node: this is Node\.js v\d+.*\nRun 'npm ci', .* or use Node\.js 22\.18 or newer\.\n$/,
      ),
    ]);
  });

  it('ends quietly when nobody reads its output, and with two lines on a full disk', () => {
    const shell = (line: string) => spawnSync('bash', ['-c', line], { encoding: 'utf8' });
    const command = `'${process.execPath}' '${script}'`;
    expect(shell(`set -o pipefail; ${command} train --help | head -c 1`)).toMatchObject({ status: 0, stderr: '' });
    if (!existsSync('/dev/full')) return;
    const { status, stderr } = shell(`${command} --help > /dev/full`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^kindred: disk-full: the output cannot be written: the disk is full\n[^\n]+\n$/);
    const start = shell(`'${process.execPath}' '${join(projectRoot, 'bin/start.mjs')}' --help > /dev/full`);
    expect(start).toMatchObject({ status: 1, stderr });
  });

  it('completes commands, options and values in bash', () => {
    const completion = kindred('completion', 'bash').stdout;
    const complete = (...words: string[]) => {
      const ask = `COMP_WORDS=(kindred "$@"); COMP_CWORD=$#; _kindred; printf "%s\\n" "\${COMPREPLY[@]}"`;
      const { stdout } = spawnSync('bash', ['-c', `${completion}\n${ask}`, 'bash', ...words], { encoding: 'utf8' });
      return stdout.trim().split('\n');
    };
    expect(complete('t')).toEqual(['train', 'tune']);
    expect(complete('train', '--se')).toEqual(['--self-supervised', '--seed']);
    expect(complete('mine', '--pick', '')).toEqual(['top', 'random']);
    expect(complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    // A path: the shell completes it.
    expect(complete('train', '--data', '')).toEqual(['']);
  });
});
