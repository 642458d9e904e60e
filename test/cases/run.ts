/**
 * `npm run cases -- DIR [NAME ...]`: runs every case of a folder, or those named, and prints a table. A case is a folder
 * with a small input and a README.md: commands in backticks, `Upload ... to catalog/`, `Right: ...`. What is known to be
 * right stands in `expect.json` of the case, or in expectations.json here; for other cases the table shows what was found.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCases } from './case-folder.ts';
import { checkCase } from './check-case.ts';
import { renderCase } from './render-case.ts';
import { runCase, runCommand } from './run-case.ts';

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) {
  console.error('npm run cases -- DIR [NAME ...]: DIR is missing, a folder of cases');
  process.exit(2);
}
const cases = readCases(folder).filter(({ name }) => names.length === 0 || names.includes(name));
const scratch = mkdtempSync(join(tmpdir(), 'kindred-cases-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(130));

const model = trainModel();
const counts = { ok: 0, wrong: 0, look: 0 };
for (const one of cases) {
  const steps = await runCase(one, scratch, model);
  const wrong = checkCase(one.expectations, steps);
  const verdict = one.expectations.length === 0 ? 'look' : wrong.length === 0 ? 'ok' : 'wrong';
  counts[verdict] += 1;
  console.log(renderCase(one, steps, verdict, wrong).join('\n'));
}
console.log(`\n${counts.ok} ok, ${counts.wrong} wrong, ${counts.look} to look at`);
process.exitCode = counts.wrong === 0 ? 0 : 1;

/** A model on invented products, for the cases that only need some model. */
function trainModel(): string {
  const things = ['lamp', 'table', 'chair', 'shelf', 'vase', 'rug'];
  const colours = ['red', 'green', 'blue', 'oak', 'white'];
  const products = things.flatMap((thing, t) =>
    colours.map((colour, c) => ({ id: `${thing}-${colour}`, title: `${colour} ${thing}`, price: 10 + 7 * t + c })),
  );
  writeFileSync(join(scratch, 'catalog.jsonl'), products.map((product) => JSON.stringify(product)).join('\n'));
  const words = ['train', '--data', '.', '--out', 'M', '--self-supervised'];
  const { values, said } = runCommand({ program: 'kindred', words }, scratch, join(scratch, 'M'));
  if (values.exit !== 0) throw new Error(`The model of the cases could not be trained: ${said.join('\n')}`);
  return join(scratch, 'M');
}
