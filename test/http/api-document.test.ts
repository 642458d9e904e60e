import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problems } from '../../lambdas/http/problems.ts';
import { routes } from '../../lambdas/http/routes.ts';
import { projectRoot } from '../support/architecture/source-files.ts';

const document = readFileSync(join(projectRoot, 'docs/api.md'), 'utf8');
const sections = document.split(/^## /m).slice(1);

describe('docs/api.md', () => {
  it('has a section for every operation, and no other', () => {
    const titles = sections.map((section) => section.split('\n', 1)[0]).filter((title) => / \/v1\//.test(title!));
    const expected = routes.map(({ method, path, summary }) => `${method} ${path}: ${summary.toLowerCase()}`);
    expect(titles.map((title) => title!.replace(/: .*/, (text) => text.toLowerCase())).sort()).toEqual(expected.sort());
  });

  it('has an example and the problems of every operation', () => {
    for (const section of sections.filter((one) => /^[A-Z]+ \/v1\//.test(one))) {
      expect(section).toContain('    curl ');
      expect(section).toContain('\nProblems: ');
    }
  });

  it('lists every problem with its status and its cure, and no other', () => {
    const listed = [...document.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) +\| (.*?) +\|$/gm)].map((row) => row.slice(1));
    expect(listed).toEqual(Object.entries(problems).map(([code, { status, cure }]) => [code, String(status), cure]));
  });

  it('names only problems that exist', () => {
    for (const section of sections) {
      const [, named = ''] = section.split('\nProblems: ', 2);
      for (const [, code] of named.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)) expect(problems).toHaveProperty([code!]);
    }
  });
});
