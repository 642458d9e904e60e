import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/architecture/source-files.ts';
import { testTitles } from '../support/faults/test-titles.ts';
import { faultGroups } from './fault-list.ts';
import { faultsPage } from './faults-page.ts';

const faults = faultGroups.flatMap((group) => group.faults);
const numbers = (count: number, prefix = '') => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);

describe('the list of faults', () => {
  it('has every fault and every promise once, in order, each with a test', () => {
    expect(faults.map(({ id }) => id)).toEqual([...numbers(59), ...numbers(14, 'P')]);
    expect(faults.filter(({ proofs }) => proofs.length === 0)).toEqual([]);
  });

  it('names only tests that exist; correct the title in test/faults/ if a test was renamed', () => {
    const proofs = faults.flatMap(({ id, proofs: all }) => all.map((proof) => ({ id, ...proof })));
    const titles = new Map([...new Set(proofs.map(({ file }) => file))].map((file) => [file, titlesOf(file)]));
    expect(proofs.filter(({ file, title }) => !titles.get(file)!.has(title))).toEqual([]);
  });

  it('is docs/faults.md; `npm run docs` writes it', () => {
    expect(readFileSync(join(projectRoot, 'docs/faults.md'), 'utf8')).toBe(faultsPage(faultGroups));
  });
});

/** The titles of the tests of a file; none if there is no such file. */
function titlesOf(file: string): Set<string> {
  const path = join(projectRoot, file);
  return new Set(existsSync(path) ? testTitles(file, readFileSync(path, 'utf8')) : []);
}
