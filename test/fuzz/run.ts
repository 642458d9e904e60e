/**
 * `npm run fuzz -- [runs] [seed]`: searches for inputs that make a reader or a route fail, far longer than the tests do.
 * Each property gets `runs` inputs (default 100,000), and all routes together get as many. The same seed gives the same
 * inputs. An unhandled rejection fails the search, and so does memory that grows with the number of inputs.
 */
import { spawnSync } from 'node:child_process';
import { listOperations } from '../support/api/documented-requests.ts';
import { type FuzzArguments, readFuzzArguments } from './fuzz-arguments.ts';

/** The files of the search, and how many inputs each of their properties gets. */
function searchesFor({ runs }: FuzzArguments): readonly (readonly [files: string, runs: number])[] {
  return [
    ['test/fuzz/parsers.property.test.ts', runs],
    ['test/formats/files/any-bytes.property.test.ts', runs],
    ['test/formats/files/table-rows.property.test.ts', runs],
    ['test/formats/files/json-document.property.test.ts', runs],
    ['test/openapi/fuzz.property.test.ts', Math.ceil(runs / listOperations().length)],
  ];
}

function search(asked: FuzzArguments): number {
  const found = searchesFor(asked).filter(([file, count]) => {
    console.log(`${file}: ${count} inputs for each property, seed ${asked.seed}`);
    const env = { ...process.env, RUNS: String(count), FUZZ_SEED: String(asked.seed) };
    const options = ['--testTimeout', '0', '--reporter', 'verbose'];
    return spawnSync('vitest', ['run', file, ...options], { stdio: 'inherit', env }).status !== 0;
  });
  console.log(found.length === 0 ? 'nothing was found' : `found something: ${found.map(([file]) => file).join(', ')}`);
  return found.length === 0 ? 0 : 1;
}

try {
  process.exitCode = search(readFuzzArguments(process.argv.slice(2)));
} catch (cause) {
  console.error((cause as Error).message);
  process.exitCode = 2;
}
