/**
 * `npm run sizing`: what training runs and search engines take and cost by the size of the shop, computed from measured rates
 * (bin/sizing/rates.json). `--measure` measures the rates on this machine first, some minutes, and keeps them.
 * `--write` puts the tables into docs/sizing.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureRates } from './sizing/measure-rates.ts';
import { readRates, writeRates } from './sizing/rates.ts';
import { sizingTables } from './sizing/tables.ts';

const { values } = given();

if (values.measure) writeRates(measureRates('npm run sizing -- --measure'));
const tables = sizingTables(readRates());
if (values.write) {
  const page = join(import.meta.dirname, '..', 'docs', 'sizing.md');
  const [before = ''] = readFileSync(page, 'utf8').split('<!-- computed -->');
  writeFileSync(page, `${before}<!-- computed -->\n\n${tables}\n`);
}
console.log(tables);

function given() {
  try {
    return parseArgs({
      options: { measure: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
    });
  } catch (cause) {
    process.stderr.write(`sizing: ${(cause as Error).message}\nnpm run sizing [-- --measure --write]\n`);
    process.exit(2);
  }
}
