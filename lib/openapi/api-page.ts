import { type ProblemCode, problems } from '../../lambdas/http/problems.ts';
import { routes } from '../../lambdas/http/routes.ts';
import { describeValues } from './described-values.ts';
import { buildOpenApiDocument } from './document.ts';
import { operations } from './operations/all-operations.ts';
import type { Operation } from './operations/operation.ts';
import { describeParameters } from './parameters.ts';
import { listOwnProblems } from './problem-responses.ts';
import type { JsonSchema } from './schemas/json-schema.ts';
import { problemCodes } from './schemas/problems.ts';

const MAX_LINE = 120;

/**
 * `docs/api.md` with what follows from the code: in the section of a route the table of its query parameters (header
 * `parameter`), of the fields of its body or else of its answer (header `field`), and the paragraph `Problems:`; in the
 * section of problems the table with the header `code`. All other text stays as it is.
 */
export function fillApiPage(page: string): string {
  const schemas = buildOpenApiDocument().components.schemas;
  return page
    .split(/^(?=## )/m)
    .map((section) => fillSection(section, schemas))
    .join('');
}

function fillSection(section: string, schemas: Readonly<Record<string, JsonSchema>>): string {
  if (section.startsWith('## Problems\n')) return replaceTable(section, 'code', problemRows());
  const [, method, path] = /^## ([A-Z]+) (\/v1\/\S+): /.exec(section) ?? [];
  const route = routes.find((one) => one.method === method && one.path === path);
  const described = operations.filter((one) => one.route === route?.operationId);
  const [first] = described;
  if (first === undefined) return section;
  const withTables = replaceTable(section, 'parameter', parameterRows(first));
  return replaceProblems(replaceTable(withTables, 'field', fieldRows(first, schemas)), described);
}

/** Replaces the rows of the table whose first header is this one, if the section has one. */
function replaceTable(section: string, header: string, rows: readonly (readonly string[])[]): string {
  const table = new RegExp(`^\\| ${header} +\\|.*\\n(?:\\|.*\\n)*`, 'm');
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  const [head, ...rest] = lines;
  const rule = `| ${rows[0]!.map(() => '---').join(' | ')} |`;
  return section.replace(table, () => [head, rule, ...rest, ''].join('\n'));
}

function parameterRows(operation: Operation): string[][] {
  const parameters = describeParameters(operation).filter((one) => one.in === 'query');
  return [
    ['parameter', 'values', 'meaning'],
    ...parameters.map(({ name, schema, explode, description }) => [
      `\`${name}\``,
      // Parameters have schemas and descriptions: a test checks them.
      `${cell(describeValues(schema as JsonSchema))}${explode === false ? ', with commas' : ''}`,
      cell(String(description)),
    ]),
  ];
}

function fieldRows({ body, answers }: Operation, schemas: Readonly<Record<string, JsonSchema>>): string[][] {
  const answer = Object.values(answers)[0]?.schema;
  const name = body?.schema ?? answer;
  return [['field', 'values', 'meaning'], ...(name ? rowsOf(schemas[name]!, '', body !== undefined) : [])];
}

/** The fields of an object; those of objects inside it too, if the caller writes them. */
function rowsOf(schema: JsonSchema, prefix: string, isRequest: boolean): string[][] {
  const required = new Set(schema.required as readonly string[] | undefined);
  return Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, field]) => [
    [
      `\`${prefix}${name}\``,
      cell(describeValues(field)) + (isRequest && required.has(name) ? ', required' : ''),
      cell(String(field.description)),
    ],
    ...(isRequest ? rowsOf(field, `${prefix}${name}.`, isRequest) : []),
  ]);
}

function problemRows(): string[][] {
  return [
    ['code', 'status', 'what to do'],
    ...problemCodes.map((code) => [`\`${code}\``, String(problems[code].status), cell(problems[code].cure)]),
  ];
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function replaceProblems(section: string, described: readonly Operation[]): string {
  const isShared = described.some(({ action }) => action !== undefined);
  const codes = new Set<ProblemCode>([
    ...described.flatMap(listOwnProblems),
    ...(isShared ? (['route-not-found'] as const) : []),
  ]);
  const byStatus = Map.groupBy(
    problemCodes.filter((code) => codes.has(code)),
    (code) => problems[code].status,
  );
  const groups = [...byStatus].map(([status, ones]) => `${status} ${ones.map((code) => `\`${code}\``).join(', ')}`);
  const text = wrap(`Problems: ${groups.join('; ') || 'none'}.`);
  return section.replace(/^Problems: (?:.+\n)*/m, () => `${text}\n`);
}

function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= MAX_LINE) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join('\n');
}
