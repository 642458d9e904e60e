import { createWriteStream, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../lambdas/formats/files/format-error.ts';
import { UsageError } from '../../lib/terminal/command-line.ts';
import { writeFailure } from '../../lib/terminal/failures.ts';

const context = {
  program: 'kindred',
  help: 'kindred train --help',
  badInput: [{ error: FormatError, advice: 'Read the page.' }],
};

/** What is written about an error to a file, and the exit code. */
function describeFailure(cause: unknown, stream: { isTTY?: boolean } = {}) {
  let text = '';
  const exitCode = writeFailure({ ...stream, write: (more) => (text += more) }, cause, context);
  return { exitCode, text };
}

/** The error of a call. */
function errorOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (cause) {
    return cause;
  }
}

describe('writeFailure', () => {
  it('writes the problem and the advice of a message as two lines, else names the help', () => {
    expect(describeFailure(new UsageError('wrong-value', '--x is 1\nChoose 2.'))).toEqual({
      exitCode: 2,
      text: 'kindred: wrong-value: --x is 1\nChoose 2.\n',
    });
    expect(describeFailure(new UsageError('wrong-value', '--x is 1')).text).toBe(
      "kindred: wrong-value: --x is 1\nRun 'kindred train --help' to see what is expected.\n",
    );
  });

  it('gives the advice of the family of an error, and 2 as the exit code', () => {
    const failure = describeFailure(new FormatError('cut-off', 'the file is cut off'));
    expect(failure).toEqual({ exitCode: 2, text: 'kindred: cut-off: the file is cut off\nRead the page.\n' });
  });

  it('tells a missing file from a folder and from a file in place of a folder', () => {
    const folder = mkdtempSync('/tmp/kindred-failure-');
    const texts = ['/nowhere/at/all', folder, '/dev/null/x'].map((path) =>
      describeFailure(errorOf(() => readFileSync(path))),
    );
    expect(texts).toEqual([
      { exitCode: 2, text: expect.stringMatching(/^kindred: missing-input: \/nowhere\/at\/all does not exist\nCheck/) },
      { exitCode: 2, text: expect.stringMatching(/^kindred: is-a-folder: .*is a folder, expected a file\nAdd/) },
      { exitCode: 2, text: expect.stringMatching(/^kindred: not-a-folder: \/dev\/null\/x: .*\nChoose/) },
    ]);
  });

  it.skipIf(!existsSync('/dev/full'))('says of a full disk what to do, without a stack trace', async () => {
    const cause = await finished(createWriteStream('/dev/full').end('x')).catch((error: unknown) => error);
    const { exitCode, text } = describeFailure(cause);
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^kindred: disk-full: .* cannot be written: the disk is full\nFree some space/);
    expect(text).not.toMatch(/\n\s+at /);
  });

  it('asks to report an error that nobody expects, without a stack trace', () => {
    const { exitCode, text } = describeFailure(new TypeError('x is undefined'));
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^kindred: unexpected: x is undefined\nThis is a fault of Kindred.*NODE_DEBUG=kindred/);
    expect(text).not.toMatch(/\n\s+at /);
  });

  it('takes the colours out of messages of other programs', () => {
    expect(describeFailure(new Error('\u001b[31mred\u001b[39m')).text).toContain('unexpected: red\n');
  });
});
