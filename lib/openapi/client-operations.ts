import type { JsonSchema } from './schemas/json-schema.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly explode?: boolean;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

interface DescribedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** What the clients read of the OpenAPI document. */
export interface ClientDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** How a query parameter writes a list: `repeated` is one parameter for each entry, `commas` one with all entries. */
type ListStyle = 'one' | 'repeated' | 'commas';

/** A parameter that a client sends. */
export interface ClientParameter {
  /** In camelCase, as programs name it. */
  readonly name: string;
  /** As it is sent. */
  readonly sentName: string;
  readonly in: Parameter['in'];
  readonly style: ListStyle;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
  readonly description: string | undefined;
}

/** An operation as the generated clients have it. */
export interface ClientOperation {
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  /** With `{name}` for each parameter of the path. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly ClientParameter[];
  /** Absent if there is no body. */
  readonly body?: { readonly contentType: string; readonly schema: JsonSchema };
  /** The schemas of the successful answers; undefined for one without a body. */
  readonly answers: readonly (JsonSchema | undefined)[];
  /** Whether the successful answer is a text: it is JSON, or has no body, otherwise. */
  readonly isText: boolean;
  /** The codes of its problems. */
  readonly problems: readonly string[];
  /** Whether a client may only send it again if the gateway refused it before anything was done. */
  readonly isSentOnce: boolean;
}

/** A second of these would be another promotion or roll back, or would undo the steps since the first. */
const SENT_ONCE: ReadonlySet<string> = new Set(['promoteModel', 'rollBackModel', 'setHead']);

/** The operations of the document, in its order. */
export function clientOperations({ paths }: Pick<ClientDocument, 'paths'>): ClientOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      summary: operation.summary,
      description: operation.description,
      parameters: (operation.parameters ?? []).filter(isSent).map(clientParameter),
      ...bodyOf(operation),
      answers: answersOf(operation.responses),
      isText: isText(operation.responses),
      problems: problemCodes(operation.responses),
      isSentOnce: SENT_ONCE.has(operation.operationId),
    })),
  );
}

/** HTTP libraries negotiate and decode the encoding themselves; the cache of a client asks whether an answer still holds. */
function isSent({ name }: Parameter): boolean {
  return name !== 'accept-encoding' && name !== 'if-none-match';
}

function clientParameter(parameter: Parameter): ClientParameter {
  const { name, schema, required, description } = parameter;
  return {
    name: name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    sentName: name,
    in: parameter.in,
    style: styleOf(parameter),
    schema,
    isRequired: required === true,
    description,
  };
}

function styleOf({ schema, explode }: Parameter): ListStyle {
  if (schema.type !== 'array') return 'one';
  return explode === false ? 'commas' : 'repeated';
}

function bodyOf({ requestBody }: DescribedOperation): Pick<ClientOperation, 'body'> {
  const [first] = Object.entries(requestBody?.content ?? {});
  return first === undefined ? {} : { body: { contentType: first[0], schema: first[1].schema } };
}

function answersOf(responses: DescribedOperation['responses']): (JsonSchema | undefined)[] {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return successes.map(([, { content }]) => Object.values(content ?? {})[0]?.schema);
}

function isText(responses: DescribedOperation['responses']): boolean {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return successes.some(([, { content = {} }]) => Object.keys(content).some((type) => !type.includes('json')));
}

function problemCodes(responses: DescribedOperation['responses']): string[] {
  const codes = Object.values(responses).flatMap(({ content }) => {
    const schema = content?.['application/problem+json']?.schema;
    const { code } = (schema?.properties ?? {}) as { readonly code?: { readonly enum: readonly string[] } };
    return code?.enum ?? [];
  });
  return [...new Set(codes)];
}
