/**
 * `node test/check-docs.ts [--code]`: checks that the documentation reads well, and prints each finding as `file:line: what is wrong`.
 *
 * In Markdown pages: banned words, lines over 120 characters, sentences over 25 words, broken relative links, and paths of source
 * files that do not exist (from the root, from lambdas/ or from lambdas/core/).
 * Rows of tables and lines with a URL may be longer, because Markdown cannot break them; their sentences may not.
 * With `--code` also: banned words in comments and string literals of the shipped code, and in comments and test titles of test/.
 *
 * A prose linter (textlint, write-good, alex) was considered. None knows this project's words, and textlint needs some hundred
 * packages for the two rules of length that are here in a few lines.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBannedWords } from './support/docs/banned-words.ts';
import { commentsAndStrings, commentsAndTitles } from './support/docs/code-prose.ts';
import { anchorsOf, codeOf, linksOf, passagesOf, sentencesOf, wordsOf } from './support/docs/markdown.ts';

const MAX_LINE_LENGTH = 120;
const MAX_SENTENCE_WORDS = 25;
/** `core/search/filter.ts`, but not `<version>/file.ts` and not a name without a folder. */
const SOURCE_FILE = /^[\w-]+(\/[\w.-]+)+\.ts$/;
const sourceFolders = ['', 'lambdas', 'lambdas/core'];
/** The check itself names the banned words. */
const namesBannedWords = new Set(['test/check-docs.test.ts', 'test/support/docs/banned-words.ts']);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The findings in one page; links are resolved from `file`, its path. */
export function checkPage(file: string, markdown: string): string[] {
  const at = (line: number, what: string): string => `${relative(root, file)}:${line}: ${what}`;
  const lines = markdown.split('\n');
  const long = lines.flatMap((line, index) =>
    line.length > MAX_LINE_LENGTH && !line.startsWith('|') && !/https?:\/\//.test(line)
      ? [at(index + 1, `the line has ${line.length} characters, at most ${MAX_LINE_LENGTH} are allowed`)]
      : [],
  );
  const prose = passagesOf(markdown).flatMap(({ line, text }) => [
    ...findBannedWords(text).map(({ found, plain }) => at(line, `"${found}": write ${plain}`)),
    ...sentencesOf(text)
      .filter((sentence) => wordsOf(sentence).length > MAX_SENTENCE_WORDS)
      .map((one) => at(line, `the sentence has ${wordsOf(one).length} words, split it: ${one.slice(0, 60)}...`)),
  ]);
  const broken = linksOf(markdown)
    .filter(({ target }) => !isSound(file, markdown, target))
    .map(({ line, target }) => at(line, `the link ${target} leads nowhere`));
  const missing = codeOf(markdown)
    .filter(
      ({ code }) => SOURCE_FILE.test(code) && !sourceFolders.some((folder) => existsSync(join(root, folder, code))),
    )
    .map(({ line, code }) => at(line, `there is no file ${code}`));
  return [...long, ...prose, ...broken, ...missing];
}

/**
 * The banned words in the comments and strings of a source file, or in the comments and titles of a file of test/. Lines that
 * end in `// stored name` may hold any.
 */
export function checkSource(file: string, source: string): string[] {
  // The strings of tests are samples, and may hold any words.
  const prose = relative(root, file).startsWith('test/') ? commentsAndTitles(source) : commentsAndStrings(source);
  const lines = source.split('\n');
  return prose.flatMap(({ offset, text }) =>
    findBannedWords(text).flatMap((one) => {
      const line = source.slice(0, offset + one.offset).split('\n').length;
      // A name in stored records cannot change.
      if (lines[line - 1]!.endsWith('// stored name')) return [];
      return [`${relative(root, file)}:${line}: "${one.found}": write ${one.plain}`];
    }),
  );
}

function isSound(file: string, markdown: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  if (path === '') return anchorsOf(markdown).has(anchor!);
  const target = join(dirname(file), decodeURIComponent(path));
  if (!existsSync(target)) return false;
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(readFileSync(target, 'utf8')).has(anchor);
}

function filesOf(patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: root })
    .map((path) => join(root, path))
    .sort();
}

function main(withCode: boolean): void {
  const pages = filesOf(['*.md', 'docs/**/*.md', 'test/**/*.md']);
  const sources = withCode
    ? filesOf(['bin/**/*.ts', 'lambdas/**/*.ts', 'lib/**/*.{ts,tsx}', 'test/**/*.ts']).filter(
        (file) => !namesBannedWords.has(relative(root, file)),
      )
    : [];
  const findings = [
    ...pages.flatMap((page) => checkPage(page, readFileSync(page, 'utf8'))),
    ...sources.flatMap((source) => checkSource(source, readFileSync(source, 'utf8'))),
  ];
  for (const finding of findings) console.log(finding);
  console.log(`${pages.length + sources.length} files checked, ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes('--code'));
