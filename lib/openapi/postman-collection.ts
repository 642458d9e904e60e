import { convertV2 } from 'openapi-to-postmanv2';

/** Where the local system answers. */
const LOCAL_URL = 'http://127.0.0.1:3000';
/** The variable of the collection that holds a JWT. */
const TOKEN = 'token';

type Examples = Readonly<Record<string, { readonly value: unknown }>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly schema: { readonly type?: unknown };
  readonly explode?: boolean;
  readonly examples?: Examples;
}

type Content = Readonly<Record<string, { readonly examples?: Examples }>>;

interface DescribedOperation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

/** What the collection takes of the OpenAPI document. */
export interface CollectedDocument {
  readonly openapi: string;
  readonly info: object;
  readonly tags: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

/**
 * A Postman collection (format 2.1), which Bruno, Insomnia and Hoppscotch import too: a folder for each tag, and each
 * operation as its first example, with the answer to it. Its variables are `baseUrl` and `token`.
 *
 * openapi-to-postmanv2 is Postman's own converter. It brings 82 packages, 18 of its 40 MB being texts for invented values;
 * Bruno's converter brings 114. It gets only the first examples, because it invents what has none, another value each time.
 * @throws Error if the converter refuses the document
 */
export async function postmanCollection(document: CollectedDocument): Promise<string> {
  const collection = await convert(firstExamples(document));
  const variables = collection.variable.map((one) => (one.key === 'baseUrl' ? { ...one, value: LOCAL_URL } : one));
  const finished = {
    ...cleaned(collection),
    auth: { type: 'bearer', bearer: [{ key: 'token', value: `{{${TOKEN}}}`, type: 'string' }] },
    variable: [...variables, { key: TOKEN, value: '' }],
  };
  return `${JSON.stringify(finished, null, 2)}\n`;
}

interface Collection {
  readonly variable: readonly { readonly key: string; readonly value?: unknown }[];
}

function convert(document: object): Promise<Collection> {
  const options = {
    folderStrategy: 'Tags',
    parametersResolution: 'Example',
    enableOptionalParameters: false,
    alwaysInheritAuthentication: true,
  } as const;
  return new Promise((resolve, reject) => {
    convertV2({ type: 'json', data: document }, options, (error, result) => {
      const collection = result?.output?.[0]?.data;
      if (collection) resolve(collection as Collection);
      else reject(new Error(`the API document has no Postman collection: ${error?.message ?? result?.reason}`));
    });
  });
}

/** The document with one example, one answer and no schemas. */
function firstExamples({ openapi, info, tags, paths }: CollectedDocument): object {
  const kept = Object.entries(paths).map(([path, methods]) => {
    const examples = Object.entries(methods).map(([method, operation]) => [method, firstExample(operation)] as const);
    return withOwnVariable(path, Object.fromEntries(examples));
  });
  const servers = [{ url: LOCAL_URL }];
  return { openapi, info, tags, servers, paths: Object.fromEntries(kept) };
}

/** An operation with one example. */
interface CollectedOperation {
  readonly parameters: readonly { readonly name: string }[];
  readonly [field: string]: unknown;
}

function firstExample({
  parameters = [],
  requestBody,
  responses,
  ...operation
}: DescribedOperation): CollectedOperation {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const [status, answer] = successes.find(([, { content }]) => exampleKeys(content).length > 0) ?? successes[0]!;
  const [key] = [...exampleKeys(answer.content), ...exampleKeys(requestBody?.content), ...parameterKeys(parameters)];
  return {
    tags: operation.tags,
    summary: operation.summary,
    description: operation.description,
    parameters: parameters.map((one) => withExample(one, key)),
    ...(requestBody && { requestBody: { required: true, content: contentOf(requestBody.content, key) } }),
    responses: {
      [status]: {
        description: answer.description,
        ...(answer.content && { content: contentOf(answer.content, key) }),
      },
    },
  };
}

/**
 * Before a colon, as in `exports/{id}:cancel`, the converter makes a variable of the whole collection. Named after the action
 * and what it is done to, it has a value of its own: `{cancelExportId}`.
 */
function withOwnVariable(path: string, methods: Readonly<Record<string, CollectedOperation>>): [string, object] {
  const [, things, matched, name, action] = /([\w-]+)s\/(\{(\w+)\}:(\w+))$/.exec(path) ?? [];
  if (matched === undefined) return [path, methods];
  const words = [...things!.split('-'), name!];
  const variable = `${action}${words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('')}`;
  const renamed = Object.entries(methods).map(([method, { parameters, ...operation }]) => [
    method,
    { ...operation, parameters: parameters.map((one) => (one.name === name ? { ...one, name: variable } : one)) },
  ]);
  return [path.replace(matched, `{${variable}}:${action}`), Object.fromEntries(renamed)];
}

function exampleKeys(content: Content = {}): string[] {
  return Object.values(content).flatMap(({ examples }) => Object.keys(examples ?? {}));
}

function parameterKeys(parameters: readonly Parameter[]): string[] {
  return parameters.flatMap(({ examples }) => Object.keys(examples ?? {}));
}

/** What the example does not use is there too, but switched off and empty. */
function withExample({ examples, schema, ...parameter }: Parameter, key: string | undefined) {
  const example = key === undefined ? undefined : examples?.[key];
  const empty = schema.type === 'array' ? [''] : '';
  return {
    ...parameter,
    required: example !== undefined,
    schema: schema.type === 'array' ? { type: 'array', items: { type: 'string' } } : { type: 'string' },
    example: example === undefined ? empty : example.value,
  };
}

function contentOf(content: Content, key: string | undefined): object {
  const [type, { examples }] = Object.entries(content)[0]!;
  const example = key === undefined ? undefined : examples?.[key];
  return { [type]: example === undefined ? {} : { schema: {}, example: example.value } };
}

/** Without ids, other ones each time, which programs give themselves, and without an `auth` that says nothing. */
function cleaned(collection: Collection): object {
  const isNoise = (key: string, value: unknown) =>
    key === 'id' || key === '_postman_id' || (key === 'auth' && value === null);
  return JSON.parse(JSON.stringify(collection, (key, value) => (isNoise(key, value) ? undefined : value)));
}
