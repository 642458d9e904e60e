import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPage, checkSource } from './check-docs.ts';
import { projectRoot } from './support/architecture/source-files.ts';
import { linksOf } from './support/docs/markdown.ts';

const page = join(projectRoot, 'docs', 'made-up.md');
const inPage = (markdown: string) =>
  checkPage(page, markdown).map((finding) => finding.replace('docs/made-up.md', 'page'));
const words = (count: number) => `${'w '.repeat(count - 1)}end.`;

describe('the check of the documentation', () => {
  it('reports a banned word with its line and the plain word', () => {
    expect(inPage('# Title\n\nMine the\nnegatives anew.')).toEqual(['page:3: "anew": write again']);
  });

  it('ignores banned words in code', () => {
    expect(inPage('The field `whatever`.\n\n    anew\n\n```sh\nanew\n```\n')).toEqual([]);
  });

  it('accepts a banned word in a meaning that is plain', () => {
    expect(inPage('The list keeps the order. You look at it. The two are told apart.')).toEqual([]);
  });

  it('reports a line of more than 120 characters, but not a table row or a line with a URL', () => {
    const long = 'x'.repeat(121);
    expect(inPage(long)).toEqual(['page:1: the line has 121 characters, at most 120 are allowed']);
    expect(inPage(`| ${long} |`)).toEqual([]);
    expect(inPage(`https://example.com/${long}`)).toEqual([]);
  });

  it('reports a sentence of more than 25 words, also over several lines, in a list and in a table', () => {
    const finding = expect.stringMatching(/^page:1: the sentence has 26 words/);
    expect(inPage(words(25))).toEqual([]);
    expect(inPage(words(26))).toEqual([finding]);
    expect(inPage(words(26).replace('w w', 'w\nw'))).toEqual([finding]);
    expect(inPage(`- ${words(26)}`)).toEqual([finding]);
    expect(inPage(`| ${words(26)} |`)).toEqual([finding]);
  });

  it('counts inline code as one word, and no abbreviation as the end of a sentence', () => {
    expect(inPage(`Run \`a b c d e f\` ${words(23)}`)).toEqual([]);
    expect(inPage(`Hermans et al. ${words(24)}`)).toEqual([expect.stringContaining('27 words')]);
  });

  it('reports a relative link to a missing file or heading', () => {
    const text =
      '# Here\n\n[a](api.md) [b](#here) [c](https://example.com/x)\n[d](nowhere.md) [e](api.md#nowhere) [f](#there)';
    expect(inPage(text)).toEqual([
      'page:4: the link nowhere.md leads nowhere',
      'page:4: the link api.md#nowhere leads nowhere',
      'page:4: the link #there leads nowhere',
    ]);
  });
});

describe('the check of paths in the documentation', () => {
  it('reports a source file that does not exist', () => {
    expect(inPage('`lib/stack.ts` `http/routes.ts` `search/filter.ts` `a.ts`\n`lib/nowhere.ts`')).toEqual([
      'page:2: there is no file lib/nowhere.ts',
    ]);
  });
});

describe('the check of source files', () => {
  it('reports banned words in comments and strings, and not in the names of imports', () => {
    const source = "import { anew } from './anew.ts';\n// Starts anew.\nconst text = 'held against';\nanew(text);\n";
    expect(checkSource(join(projectRoot, 'lib/a.ts'), source)).toEqual([
      'lib/a.ts:2: "anew": write again',
      'lib/a.ts:3: "held against": write compared with',
    ]);
  });

  it('accepts any word in a line that is marked as a stored name', () => {
    const source = "const step = 'announce anew'; // stored name\nconst text = 'anew';\n";
    expect(checkSource(join(projectRoot, 'lib/a.ts'), source)).toEqual(['lib/a.ts:2: "anew": write again']);
  });

  it('reads only the comments and titles of files of test/', () => {
    const source =
      "// Starts anew.\nconst text = 'anew';\nit('starts anew', () => {\n  expect('anew');\n});\nit.each([\n  ['anew'],\n])('%s, anew', () => {});\n";
    expect(checkSource(join(projectRoot, 'test/a.test.ts'), source)).toEqual([
      'test/a.test.ts:1: "anew": write again',
      'test/a.test.ts:3: "anew": write again',
      'test/a.test.ts:8: "anew": write again',
    ]);
    expect(checkSource(join(projectRoot, 'test/support/a.ts'), '// Starts anew.\nconst text = "anew";\n')).toEqual([
      'test/support/a.ts:1: "anew": write again',
    ]);
  });
});

describe('the documentation', () => {
  const docs = join(projectRoot, 'docs');

  it('links every page from docs/README.md', () => {
    const linked = new Set(linksOf(readFileSync(join(docs, 'README.md'), 'utf8')).map(({ target }) => target));
    const pages = globSync('**/*.md', { cwd: docs }).filter((page) => page !== 'README.md');
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });

  it('defines each term of docs/glossary.md once, in alphabetical order', () => {
    const rows = readFileSync(join(docs, 'glossary.md'), 'utf8').matchAll(/^\| ([^|]+?) +\|/gm);
    const [, , ...terms] = Array.from(rows, ([, term = '']) => term.replaceAll(/[`(]/g, '').toLowerCase());
    expect(terms.length).toBeGreaterThan(40);
    expect(terms).toEqual([...new Set(terms)].sort());
  });
});
