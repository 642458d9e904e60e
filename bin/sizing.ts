/**
 * `npm run sizing`: memory, time and cost of training runs and search engines by the size of the shop,
 * computed from the measured rates in bin/sizing/rates.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { isHelp, UsageError, withUsageErrors } from '../lib/terminal/command-line.ts';
import { measureRates } from './sizing/measure-rates.ts';
import { readRates, writeRates } from './sizing/rates.ts';
import { renderSizingTables } from './sizing/tables.ts';

const EXIT_USAGE = 2;
/** The part of the page behind this line is computed. */
const MARKER = '<!-- computed -->';

const program = new Command('npm run sizing --')
  .description('Prints memory, time and cost of training runs and search engines by the size of the shop.')
  .option('--measure', 'measure the rates on this machine first (some minutes) and store them in rates.json')
  .option('--write', 'write the tables into docs/sizing.md');

try {
  const { measure, write } = withUsageErrors(program, process).parse().opts<{ measure?: true; write?: true }>();
  if (measure) writeRates(measureRates('npm run sizing -- --measure'));
  const tables = renderSizingTables(readRates());
  if (write) writeTables(tables);
  console.log(tables);
} catch (cause) {
  if (cause instanceof UsageError) {
    process.stderr.write(`sizing: ${cause.code}: ${cause.message}\n`);
    process.exitCode = EXIT_USAGE;
  } else if (!isHelp(cause)) throw cause;
}

function writeTables(tables: string): void {
  const page = join(import.meta.dirname, '..', 'docs', 'sizing.md');
  const [before = ''] = readFileSync(page, 'utf8').split(MARKER);
  writeFileSync(page, `${before}${MARKER}\n\n${tables}\n`);
}
