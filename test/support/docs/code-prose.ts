/** A comment or string literal of a source file, with its offset in it. */
export interface CodeProse {
  readonly offset: number;
  readonly text: string;
}

const COMMENT_OR_STRING = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;
const TEST_TITLE = /\b(?:it|test|describe)(?:\.\w+)*\(\s*('(?:\\.|[^'\\\n])*'|`[^`]*`)|\]\)\(\s*('(?:\\.|[^'\\\n])*')/g;

/** The comments and string literals of TypeScript. Paths of imports are no prose. */
export function commentsAndStrings(source: string): CodeProse[] {
  const withoutImports = source.replace(/(from|import\() ?'[^'\n]*'/g, (found) => found.replace(/[^\n]/g, ' '));
  return [...withoutImports.matchAll(COMMENT_OR_STRING)].map((match) => ({ offset: match.index, text: match[0] }));
}

/** The comments of a file, and the titles of its tests. */
export function commentsAndTitles(source: string): CodeProse[] {
  const comments = commentsAndStrings(source).filter(({ text }) => text.startsWith('/'));
  const titles = [...source.matchAll(TEST_TITLE)].map((match) => ({
    offset: match.index,
    text: match[1] ?? match[2]!,
  }));
  return [...comments, ...titles];
}
