import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes } from '../../lambdas/http/routes.ts';
import { fillApiPage } from '../../lib/openapi/api-page.ts';
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

  it('has the tables and the problems that follow from the code; `npm run docs` writes them', () => {
    expect(document).toBe(fillApiPage(document));
  });
});

describe('fillApiPage', () => {
  const fill = (...lines: string[]) => fillApiPage(lines.join('\n')).split('\n');

  it('fills the table of parameters, and the problems, in the section of a route', () => {
    const title = '## GET /v1/training-runs: list the training runs';
    const page = fill(
      '# Title',
      title,
      'Text.',
      '',
      '| parameter |',
      'After.',
      '',
      'Problems: old',
      'lines.',
      '',
      'End.',
    );
    expect(page).toEqual([
      '# Title',
      title,
      'Text.',
      '',
      '| parameter | values | meaning |',
      '| --- | --- | --- |',
      '| `limit` | 1 to 100, default 20 | The most entries of a page. |',
      '| `cursor` | a text | `nextCursor` of the previous page. |',
      'After.',
      '',
      'Problems: 400 `malformed-parameter`, `invalid-cursor`; 422 `invalid-request`.',
      '',
      'End.',
    ]);
  });

  it('fills the table of fields of a body, with the fields inside an object', () => {
    const page = fill('## POST /v1/train: take a step', '| field |', '');
    expect(page).toContain('| `triplets` | a list of `Triplet`, 1 to 1,000 entries, required | What to learn from. |');
    expect(page).toContain(
      '| `learningRate` | 1e-9 to 1,000, default 0.1 | The size of the move along the gradient. |',
    );
    expect(page).toContain('| `create.dim` | 1 to 1,024, default 5 | Numbers in an embedding. |');
  });

  it('fills the table of fields of an answer if there is no body', () => {
    const page = fill('## GET /v1/health: check the health', '| field |', '');
    expect(page).toContain('| `status` | `ok` | The registry can be read. |');
  });

  it('fills the table of problems', () => {
    expect(fill('## Problems', '| code |', '')).toContain(
      '| `not-live` | 409 | GET /v1/health names the live version; roll back from that one. |',
    );
  });

  it('leaves everything else as it is', () => {
    const page = [
      '# Title',
      '| field |',
      '## Other',
      '| code |',
      'Problems: none',
      '## GET /v1/none: none',
      '| field |',
      '',
    ];
    expect(fill(...page)).toEqual(page);
  });
});
