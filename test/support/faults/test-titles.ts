import { parseSync } from 'vite';

/** A node of a syntax tree in the form of ESTree. */
interface SyntaxNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Functions of vitest that declare a test. */
const DECLARES_TEST = new Set(['it', 'test']);

/**
 * The titles of the tests that a source file declares, as they are written: those of `it.each` with their placeholders.
 * Titles that are computed are left out.
 * @param file Name of the file, for its language: `.ts` or `.tsx`.
 */
export function testTitles(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]!.message}`);
  return titlesIn(program);
}

function titlesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(titlesIn);
  if (!isNode(node)) return [];
  const title = node.type === 'CallExpression' && declaresTest(node.callee) ? literalOf(firstOf(node.arguments)) : [];
  return [...title, ...Object.values(node).flatMap(titlesIn)];
}

/** `it`, `it.only`, `it.each(rows)`, `it.skipIf(condition)`. */
function declaresTest(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return DECLARES_TEST.has(callee.name as string);
  if (callee.type === 'MemberExpression') return declaresTest(callee.object);
  return callee.type === 'CallExpression' && isMember(callee.callee) && declaresTest(callee.callee);
}

const isMember = (node: unknown): boolean => isNode(node) && node.type === 'MemberExpression';

/** The text of a literal or of a template without expressions. */
function literalOf(node: unknown): string[] {
  if (!isNode(node)) return [];
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (node.type !== 'TemplateLiteral' || (node.expressions as unknown[]).length > 0) return [];
  return [(firstOf(node.quasis) as { value: { cooked: string } }).value.cooked];
}

const firstOf = (list: unknown): unknown => (list as readonly unknown[])[0];

function isNode(node: unknown): node is SyntaxNode {
  return typeof node === 'object' && node !== null && 'type' in node && typeof node.type === 'string';
}
