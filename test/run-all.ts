/**
 * `npm test`: every check in turn, each on its own feet, and a closing line `N passed, N failed`.
 * The checks of format and lint, of types and of the documentation count as one each, the tests one by one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

function check(command: string, args: readonly string[]): Tally {
  console.log(`\n> ${command} ${args.join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs vitest with a JSON report beside the readable one; a crash of the runner itself counts as a failure. */
function tests(): Tally {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-test-'));
  const report = join(folder, 'report.json');
  try {
    const run = check('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
    const counted = JSON.parse(readFileSync(report, 'utf8'));
    const failed = counted.numFailedTests + counted.numFailedTestSuites;
    return { passed: counted.numPassedTests, failed: failed === 0 ? run.failed : counted.numFailedTests || run.failed };
  } catch (cause) {
    console.error('The tests did not finish:', cause);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tallies = [
  check('biome', ['ci', '--error-on-warnings', '.']),
  check('tsc', ['--noEmit']),
  check('knip', []),
  check('node', ['test/check-docs.ts']),
  tests(),
];
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
