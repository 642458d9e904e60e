/**
 * `npm run fuzz -- [runs] [seed]`: searches for inputs that make a reader or a route fail, far longer than the tests do.
 * Each reader gets `runs` inputs (default 100,000), and all routes together get as many. The same seed gives the same inputs.
 */
import { spawnSync } from 'node:child_process';
import { listOperations } from '../support/api/documented-requests.ts';

const [runs = 100_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);

/** The files of the search, and how many inputs each of their properties gets. */
const searches: readonly (readonly [files: string, runs: number])[] = [
  ['test/fuzz', runs],
  ['test/formats/files/any-bytes.property.test.ts test/formats/files/table-rows.property.test.ts', runs],
  ['test/formats/files/json-document.property.test.ts', runs],
  ['test/openapi/fuzz.property.test.ts', Math.ceil(runs / listOperations().length)],
];

let failed = 0;
for (const [file, count] of searches) {
  console.log(`${file}: ${count} inputs for each property, seed ${seed}`);
  const env = { ...process.env, RUNS: String(count), FUZZ_SEED: String(seed) };
  const { status } = spawnSync('vitest', ['run', ...file.split(' '), '--testTimeout', '0'], {
    stdio: 'inherit',
    env,
  });
  failed += status === 0 ? 0 : 1;
}
console.log(failed === 0 ? 'nothing was found' : `${failed} of ${searches.length} searches found something`);
process.exitCode = failed === 0 ? 0 : 1;
