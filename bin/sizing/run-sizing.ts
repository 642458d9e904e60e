import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { isHelp, type Output, withUsageErrors } from '../../lib/terminal/command-line.ts';
import { writeFailure } from '../../lib/terminal/failures.ts';
import { measureRates } from './measure-rates.ts';
import { readRates, writeRates } from './rates.ts';
import { renderSizingTables } from './tables.ts';

/** The part of the page behind this line is computed. */
const MARKER = '<!-- computed -->';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'sizing.md');

/**
 * Prints the tables of sizing. @param page The file that `--write` writes them into
 * @returns the exit code: 0 success, 1 the work failed, 2 bad usage
 */
export function runSizing(args: readonly string[], output: Output, page = PAGE): number {
  const program = new Command('npm run sizing --')
    .description('Prints memory, time and cost of training runs and search engines by the size of the shop.')
    .option('--measure', 'measure the rates on this machine first (some minutes) and store them in rates.json')
    .option('--write', 'write the tables into docs/sizing.md');
  try {
    const { measure, write } = withUsageErrors(program, output)
      .parse(args, { from: 'user' })
      .opts<{ measure?: true; write?: true }>();
    if (measure) writeRates(measureRates('npm run sizing -- --measure'));
    const tables = renderSizingTables(readRates());
    if (write) writeTables(tables, page);
    output.stdout.write(`${tables}\n`);
    return 0;
  } catch (cause) {
    if (isHelp(cause)) return 0;
    return writeFailure(output.stderr, cause, { program: 'sizing', help: 'npm run sizing -- --help' });
  }
}

function writeTables(tables: string, page: string): void {
  const [before = ''] = readFileSync(page, 'utf8').split(MARKER);
  writeFileSync(page, `${before}${MARKER}\n\n${tables}\n`);
}
