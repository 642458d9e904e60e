import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandLoaders } from '../../bin/commands/command-list.ts';
import { buildEmbedCommand } from '../../bin/commands/embed-command.ts';
import { buildJudgeCommand } from '../../bin/commands/judge-command.ts';
import { buildMineCommand } from '../../bin/commands/mine-command.ts';
import { buildSimilarCommand } from '../../bin/commands/similar-command.ts';
import { buildTrainCommand } from '../../bin/commands/train-command.ts';
import { silentOutput } from '../support/terminal/captured-output.ts';
import { runKindred as kindred } from '../support/terminal/run-kindred.ts';

describe('kindred', () => {
  it('lists the commands and exits with 0 on --help', async () => {
    const { status, stdout } = await kindred('--help');
    expect(status).toBe(0);
    for (const name of [
      'serve',
      'import',
      'train',
      'tune',
      'judge',
      'compare',
      'similar',
      'query',
      'mine',
      'embed',
      'export',
    ])
      expect(stdout).toContain(`\n  ${name} [options]`);
    expect(stdout).toContain('Exit codes: 0 success, 1 the work failed, 2 bad usage or input');
  });

  it('shows its version, and that the help of an unknown command cannot be shown', async () => {
    expect(await kindred('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    for (const word of ['-V', 'version']) expect(await kindred(word)).toEqual(await kindred('--version'));
    expect(await kindred('help', 'trian')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean train?'),
    });
  });

  it.each([
    ['trian', 'train'],
    ['compre', 'compare'],
    ['serv', 'serve'],
  ])('proposes for %s the command %s', async (typo, command) => {
    const { status, stdout, stderr } = await kindred(typo);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `kindred: unknown-command: unknown command '${typo}' (Did you mean ${command}?)\nRun 'kindred --help' to see the commands.\n`,
    );
  });

  it.each(Object.keys(commandLoaders))(
    'refuses an option that kindred %s does not have, in two lines',
    async (name) => {
      const { status, stdout, stderr } = await kindred(name, '--bogus');
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(new RegExp(`^kindred: unknown-option: .*--bogus.*\nRun 'kindred ${name} --help' .*\n$`));
    },
  );
});

describe('the help of a command', () => {
  it.each(['', ...Object.keys(commandLoaders)])(
    'fits 80 columns and lists the exit codes: kindred %s',
    async (name) => {
      const { status, stdout, stderr } = await kindred(...(name === '' ? [] : [name]), '--help');
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(stdout).toContain('Exit codes:');
      if (name !== '') expect((await kindred('help', name)).stdout).toBe(stdout);
    },
  );

  const helpOf = (command: Command) => command.helpInformation().replace(/\s+/g, ' ');

  it.each([
    [buildTrainCommand(silentOutput), '--threads <n>', 'a whole number, 1 to 64 (default: the machine'],
    [
      buildTrainCommand(silentOutput),
      '--seed <n>',
      '(default: that of --config, else 1); a whole number, 0 to 2^53 - 1',
    ],
    [buildEmbedCommand(silentOutput), '--out <file>', 'a .jsonl[.gz] file'],
    [buildSimilarCommand(silentOutput), '-k, --neighbours <n>', 'a whole number, 1 to 1000 (default: 10)'],
    [buildJudgeCommand(silentOutput), '--against <model>', 'another model to compare with'],
    [buildMineCommand(silentOutput), '--relative-margin <x>', 'a number, 0 to 1 (default: 0.05)'],
  ])('shows the required options, and range and default of the others: %#', (command, flags, text) => {
    const help = helpOf(command);
    expect(help).toMatch(/(Required options|Files, or a deployment): --\w+ </);
    expect(help.slice(help.indexOf(flags))).toContain(text);
  });
});
