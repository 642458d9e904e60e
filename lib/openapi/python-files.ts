import {
  type ClientDocument,
  type ClientOperation,
  type ClientParameter,
  clientOperations,
} from './client-operations.ts';
import { docLines, PythonTypes, pascalCase, pythonLiteral, snakeCase } from './python-types.ts';
import type { JsonSchema } from './schemas/json-schema.ts';

const HEADER = '"""Generated from docs/api/openapi.json by `npm run docs`. Do not edit."""\n';

const SCHEMAS_IMPORTS = `from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal, Optional, TypedDict, Union

if sys.version_info >= (3, 11):
    from typing import NotRequired
elif TYPE_CHECKING:
    from typing_extensions import NotRequired
`;

const OPERATIONS_IMPORTS = `from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Optional, Union, cast

if TYPE_CHECKING:
    from . import schemas
`;

const SHAPE = `class OperationShape(NamedTuple):
    """How the parameters of an operation are sent."""

    method: str
    path: str
    """With \`{name}\` for each parameter of the path."""
    query: Mapping[str, Literal["one", "repeated", "commas"]]
    """How a query parameter writes a list: one parameter for each entry, or one with commas."""
    headers: Mapping[str, str]
    """The header of each parameter that is one."""
    body: Optional[str]
    """The content type of the body; None if there is none."""
    is_sent_once: bool
    """Whether it is only sent again if the gateway refused it before anything was done."""
    is_text: bool
    """Whether the answer is a text, and not JSON."""
`;

const METHODS = `class Operations(ABC):
    """One method for each operation, and one for all entries of each list. \`Client\` sends them."""

    @abstractmethod
    def _call(self, operation: str, values: Mapping[str, Any]) -> Any:
        """The body of the answer."""

    @abstractmethod
    def _iterate(self, operation: str, values: Mapping[str, Any]) -> Iterator[Any]:
        """The entries of all pages."""
`;

/** The generated files of the Python client by their paths in \`lib/python-client/\`. */
export function pythonFiles(document: ClientDocument): Record<string, string> {
  const { schemas } = document.components;
  const types = new PythonTypes(schemas);
  const folder = 'kindred_client/generated';
  const codes = (schemas.Problem as { properties: { code: { enum: string[] } } }).properties.code.enum;
  return {
    [`${folder}/schemas.py`]: schemasFile(schemas, types),
    [`${folder}/operations.py`]: operationsFile(clientOperations(document), schemas, types),
    [`${folder}/problems.py`]: problemsFile(codes),
  };
}

/** The classes first: their fields are only read by type checkers, while Python computes the other types at once. */
function schemasFile(schemas: ClientDocument['components']['schemas'], types: PythonTypes): string {
  const others = Object.entries(schemas).flatMap(([name, schema]) => {
    const text = types.typeText(schema, name);
    return text === name ? [] : [[`${name} = ${text}`, ...docLines(schema.description, '')].join('\n')];
  });
  return `${[(HEADER + SCHEMAS_IMPORTS).trimEnd(), ...types.classes, ...others].join('\n\n\n')}\n`;
}

type Schemas = ClientDocument['components']['schemas'];

function operationsFile(all: readonly ClientOperation[], schemas: Schemas, types: PythonTypes): string {
  const methods = all.flatMap((operation) => {
    const item = pageItem(operation, schemas, types);
    return [callMethod(operation, types), ...(item === undefined ? [] : [iterateMethod(operation, item, types)])];
  });
  const table = [
    'OPERATIONS: Mapping[str, OperationShape] = {',
    ...all.map(operationShape),
    '}',
    ...docLines('How each operation is sent.', ''),
  ];
  return `${[HEADER + OPERATIONS_IMPORTS, SHAPE, table.join('\n'), [METHODS.trimEnd(), ...methods].join('\n\n')].map((part) => part.trimEnd()).join('\n\n\n')}\n`;
}

function callMethod(operation: ClientOperation, types: PythonTypes): string {
  const { id, parameters, body, answers, summary, description, problems } = operation;
  const answer = [...new Set(answers.map((schema) => (schema ? typeIn(schema, id, types) : 'None')))];
  const type = answer.length === 1 ? answer[0]! : `Union[${answer.join(', ')}]`;
  const call = `self._call(${pythonLiteral(id)}, ${valuesText(parameters, body !== undefined)})`;
  const text = `${summary}.\n\n${description}\n\n${parameterTexts(parameters)}Problems: ${problems.join(', ')}.`;
  return [
    `    def ${snakeCase(id)}(${signature(operation, types)}) -> ${type}:`,
    ...docLines(text, '        '),
    ...(type === 'None' ? [`        ${call}`] : [`        return cast(${pythonLiteral(type)}, ${call})`]),
  ].join('\n');
}

/** An entry of the pages that an operation answers with, and whether every answer is a page. */
interface PageItem {
  readonly type: string;
  readonly isEveryAnswer: boolean;
}

function pageItem({ id, answers }: ClientOperation, schemas: Schemas, types: PythonTypes): PageItem | undefined {
  const named = answers.map((schema) => schema?.$ref as string | undefined).filter((ref) => ref !== undefined);
  const forms = named.flatMap((ref) => {
    const schema = schemas[ref.split('/').at(-1)!]!;
    return (schema.anyOf as JsonSchema[] | undefined) ?? [schema];
  });
  const pages = forms
    .map(({ properties }) => properties as Record<string, JsonSchema> | undefined)
    .filter((fields) => fields !== undefined && 'data' in fields && 'nextCursor' in fields);
  const items = pages[0]?.data?.items as JsonSchema | undefined;
  if (items === undefined) return undefined;
  return { type: typeIn(items, id, types), isEveryAnswer: pages.length === forms.length };
}

/** Some lists answer with one entry if its `id` or `key` is given; that is no page. */
function iterateMethod(operation: ClientOperation, { type, isEveryAnswer }: PageItem, types: PythonTypes): string {
  const kept = operation.parameters.filter(({ name }) => isEveryAnswer || (name !== 'id' && name !== 'key'));
  const narrowed = { ...operation, parameters: kept };
  const name = snakeCase(operation.id);
  return [
    `    def iter_${name}(${signature(narrowed, types)}) -> Iterator[${type}]:`,
    ...docLines(
      `All entries of \`${name}\`, from the page of the cursor on. It asks for the next page when it is needed.`,
      '        ',
    ),
    `        return self._iterate(${pythonLiteral(operation.id)}, ${valuesText(kept, operation.body !== undefined)})`,
  ].join('\n');
}

function signature({ id, parameters, body }: ClientOperation, types: PythonTypes): string {
  const typed = ({ name, schema }: ClientParameter) => `${snakeCase(name)}: ${typeIn(schema, id, types)}`;
  const required = parameters.filter(({ isRequired }) => isRequired).map(typed);
  const optional = parameters
    .filter(({ isRequired }) => !isRequired)
    .map(({ name, schema }) => `${snakeCase(name)}: Optional[${typeIn(schema, id, types)}] = None`);
  const withBody = body === undefined ? [] : [`body: ${typeIn(body.schema, id, types)}`];
  return ['self', ...required, ...withBody, ...(optional.length === 0 ? [] : ['*', ...optional])].join(', ');
}

/** The named schemas are in a file of their own. @throws Error on an object without a name */
function typeIn(schema: JsonSchema, operation: string, types: PythonTypes): string {
  const before = types.classes.length;
  const text = types.typeText(schema, pascalCase(operation));
  if (types.classes.length !== before) throw new Error(`${operation} has an object that is no schema of the document`);
  // Texts in quotes are values.
  return text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part) =>
      part.startsWith('"')
        ? part
        : part.replaceAll(/\b(?!(?:Literal|Optional|Union|Any|None)\b)[A-Z]\w*/g, 'schemas.$&'),
    )
    .join('');
}

function parameterTexts(parameters: readonly ClientParameter[]): string {
  const lines = parameters.map(({ name, description = '' }) => `- ${snakeCase(name)}: ${description}`.trim());
  return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
}

function valuesText(parameters: readonly ClientParameter[], hasBody: boolean): string {
  const entries = parameters.map(({ name }) => `${pythonLiteral(name)}: ${snakeCase(name)}`);
  return `{${[...entries, ...(hasBody ? ['"body": body'] : [])].join(', ')}}`;
}

function operationShape({ id, method, path, parameters, body, isSentOnce, isText }: ClientOperation): string {
  const table = (place: string, read: (one: ClientParameter) => string) =>
    `{${parameters
      .filter((one) => one.in === place)
      .map((one) => `${pythonLiteral(one.name)}: ${pythonLiteral(read(one))}`)
      .join(', ')}}`;
  return [
    `    ${pythonLiteral(id)}: OperationShape(`,
    `        method=${pythonLiteral(method)},`,
    `        path=${pythonLiteral(path)},`,
    `        query=${table('query', (one) => one.style)},`,
    `        headers=${table('header', (one) => one.sentName)},`,
    `        body=${pythonLiteral(body?.contentType ?? null)},`,
    `        is_sent_once=${pythonLiteral(isSentOnce)},`,
    `        is_text=${pythonLiteral(isText)},`,
    '    ),',
  ].join('\n');
}

/** A class of errors for each code, so that `except` can name it. */
function problemsFile(codes: readonly string[]): string {
  const classes = codes.map(
    (code) => `class ${pascalCase(code)}(ProblemError):\n    """The API answered with the problem \`${code}\`."""`,
  );
  const entries = codes.map((code) => `    ${pythonLiteral(code)}: ${pascalCase(code)},`);
  const table = [
    'PROBLEMS: Mapping[str, type[ProblemError]] = {',
    ...entries,
    '}',
    ...docLines('The class of each code.', ''),
  ];
  const imports = [
    'from __future__ import annotations\n',
    'from collections.abc import Mapping\n',
    'from ..errors import ProblemError\n',
  ];
  return `${[(HEADER + imports.join('\n')).trimEnd(), ...classes, table.join('\n')].join('\n\n\n')}\n`;
}
