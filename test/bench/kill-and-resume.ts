/**
 * `npm run bench:kill -- [--data DIR] [--kills 2]`: the main job on a whole data set (default: online_retail beside the project), killed with
 * SIGKILL to the whole process group in the middle of its training run, again and again, and started again on the same home; then
 * uncut on another. Prints both hashes of the weights, and ends with 1 unless they are the same. Takes minutes: too long for a test
 * (test/local/stack/kill-and-resume.e2e.test.ts does the same on few films).
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sharedDataSet } from '../support/core/shared-data.ts';
import { killAllStacks, killStack, lineOf, startStack, waitForSteps } from '../support/local/killed-stack.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, kills: { type: 'string', default: '2' } } });
const folder = values.data === undefined ? sharedDataSet('online_retail') : resolve(values.data);
if (folder === undefined || !existsSync(folder)) {
  process.stderr.write(`${folder ?? 'online_retail'} is absent: name a folder with --data DIR\n`);
  process.exit(2);
}
const homes = ['cut', 'uncut'].map((name) => mkdtempSync(join(tmpdir(), `kindred-${name}-`)));
// Also when it is broken off: an exit leaves no stack running, and no home behind.
process.once('exit', () => {
  killAllStacks();
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});
process.once('SIGINT', () => process.exit(130));
const [cutHome = '', uncutHome = ''] = homes;
const began = performance.now();
const cuts: string[] = [];
let last = 0;
for (let n = 0; n < Number(values.kills); n++) {
  const stack = startStack(folder, cutHome);
  const { phase, step } = await waitForSteps(stack, last);
  last = step;
  killStack(stack);
  await stack.ended;
  cuts.push(`${phase}, step ${step}`);
}
const cut = await lineOf(startStack(folder, cutHome));
const cutSeconds = Math.round((performance.now() - began) / 1000);
const uncut = await lineOf(startStack(folder, uncutHome));
const same = cut.weightsSha256 === uncut.weightsSha256;
const { products } = uncut;
const hashes = { cut: cut.weightsSha256, uncut: uncut.weightsSha256 };
process.stdout.write(
  `${JSON.stringify({ folder, products, killedAt: cuts, cutSeconds, weightsSha256: hashes, same })}\n`,
);
process.exitCode = same ? 0 : 1;
