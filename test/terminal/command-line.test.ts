import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { isHelp, numberOption, type Output, requiredOption, withUsageErrors } from '../../lib/terminal/command-line.ts';
import { sourceFiles } from '../support/architecture/source-files.ts';
import { captureOutput, silentOutput } from '../support/terminal/captured-output.ts';

/** A program with the command `go`. @returns the options that `go` ran with; undefined if it did not run */
async function run(argv: readonly string[], output: Output = silentOutput) {
  let ran: Record<string, unknown> | undefined;
  const go = new Command('go')
    .addOption(requiredOption('--input <file>', 'what to read'))
    .addOption(numberOption('--share <x>', 'a share', { min: 0, max: 1, isWhole: false }).default(0.5))
    .addOption(numberOption('--count <n>', 'a count', { min: 1, max: 9 }))
    .action((options) => {
      ran = options;
    });
  await withUsageErrors(new Command('tool').addCommand(go), output).parseAsync(argv, { from: 'user' });
  return ran;
}

describe('EXIT_CODES', () => {
  it('is the only place that writes exit codes other than 0', () => {
    const literal = /\bEXIT_\w+ = \d|\bexit(Code)?( = |: |\()[1-9]/;
    const writers = sourceFiles(['bin', 'lib']).filter(({ text }) => literal.test(text));
    expect(writers.map(({ path }) => path)).toEqual([]);
  });
});

describe('withUsageErrors', () => {
  it('runs a command with its values and defaults', async () => {
    expect(await run(['go', '--input', 'a', '--count', '3'])).toEqual({ input: 'a', count: 3, share: 0.5 });
  });

  it.each([
    [[], 'unknown-command', "no command given\nRun 'tool --help' to see the commands."],
    [['og'], 'unknown-command', "unknown command 'og' (Did you mean go?)\nRun 'tool --help' to see the commands."],
    [
      ['go', '--inptu', 'a'],
      'unknown-option',
      "unknown option '--inptu' (Did you mean --input?)\nRun 'tool go --help' to see the options.",
    ],
    [['go'], 'missing-option', "--input is missing\nRun 'tool go --help' to see the options."],
    [['go', '--input', ''], 'wrong-value', "the value of --input is empty\nRun 'tool go --help' to see the options."],
    [['go', '--input='], 'wrong-value', "the value of --input is empty\nRun 'tool go --help' to see the options."],
    [
      ['go', '--input'],
      'unknown-option',
      "option '--input <file>' argument missing\nRun 'tool go --help' to see the options.",
    ],
    [
      ['go', '--input', '--share', '1'],
      'unknown-option',
      "--input has no value before --share: add one, or write --input=--share\nRun 'tool go --help' to see the options.",
    ],
    [
      ['go', '--count', '3', '--input', '--share=1'],
      'unknown-option',
      '--input has no value before --share=1: add one, or write --input=--share=1\n' +
        "Run 'tool go --help' to see the options.",
    ],
    [
      ['go', '--input', '-h'],
      'unknown-option',
      "--input has no value before -h: add one, or write --input=-h\nRun 'tool go --help' to see the options.",
    ],
    [['go', '--input', 'a', '--count', '1.5'], 'wrong-value', '--count is 1.5, expected a whole number in [1, 9]'],
    [['go', '--input', 'a', '--count', ' '], 'wrong-value', '--count is  , expected a whole number in [1, 9]'],
    [
      ['go', 'more', '--input', 'a'],
      'unknown-argument',
      "too many arguments for 'go'. Expected 0 arguments but got 1: more.\nRun 'tool go --help' to see the options.",
    ],
    [['go', '--input', 'a', '--share', '-1'], 'wrong-value', '--share is -1, expected a number in [0, 1]'],
  ])('throws for %j a UsageError that says what is wrong and what to do', async (argv, code, message) => {
    await expect(run(argv)).rejects.toMatchObject({ name: 'UsageError', code, message });
  });

  it('accepts a value that begins with a dash only if it follows an equals sign, and a single dash', async () => {
    expect(await run(['go', '--input=-x'])).toMatchObject({ input: '-x' });
    expect(await run(['go', '--input', '-'])).toMatchObject({ input: '-' });
    await expect(run(['go', '--input', '-x'])).rejects.toThrow('--input has no value before -x');
    await expect(run(['go', '--input', '--jsno'])).rejects.toThrow('--input has no value before --jsno');
    expect(await run(['go', '--input=--share', '--share', '1'])).toMatchObject({ input: '--share', share: 1 });
  });

  it('writes help to stdout and throws an error that isHelp accepts', async () => {
    const output = captureOutput();
    await expect(run(['go', '--help'], output)).rejects.toSatisfy(isHelp);
    expect(output.written).toEqual({ out: expect.stringContaining('--share <x>'), err: '' });
  });
});
