import type { ProblemCode } from '../../../lambdas/http/problems.ts';
import type { Route, routes } from '../../../lambdas/http/routes.ts';
import type { ComponentName } from '../schemas/components.ts';
import type { QueryReader } from './recorded-parameters.ts';

/** The groups of operations, in the order of the document. */
export const tags = {
  Products: 'Write, read and remove products.',
  Search: 'Find similar products.',
  Embeddings: 'Embed products, vectors and texts.',
  Training: 'Record events, take training steps, and start training runs.',
  Models: 'List, promote and roll back model versions.',
  Exports: 'Export vectors, and the neighbours of every product, as files.',
  Uploads: 'Upload files, and follow them.',
  Map: 'See all products at once, similar ones near each other.',
  Service: 'The state and the description of the service.',
} as const;

type Tag = keyof typeof tags;

/** The id of a route in `lambdas/http/routes.ts`. */
type RouteId = (typeof routes)[number]['operationId'];

/** A request that runs as it stands, in the shop of the examples; a test executes it and records the answer. */
export interface ExampleRequest {
  /** Unique within the operation; the key of its answer in `example-answers.json`. */
  readonly name: string;
  /** The parameters of the path, not encoded. */
  readonly path?: Readonly<Record<string, string>>;
  /** The query parameters. A list is one parameter for each entry. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether the document shows its answer. @default true */
  readonly isShown?: boolean;
}

/** A successful answer. */
export interface DescribedAnswer {
  readonly description: string;
  /** The schema of its JSON. Absent if there is no body, or with `content`. */
  readonly schema?: ComponentName;
  /** The type of a body that is not JSON. */
  readonly content?: string;
  /** Headers besides `x-request-id`, with what they say. The key `NAME?` is a header that may be absent. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What the document says about an operation besides what follows from its route, its schemas and its problems. It is not a
 * part of any function.
 */
interface OperationDescription {
  /** The route that serves it. Several operations share a route if `action` follows the last parameter of the path. */
  readonly route: RouteId;
  /** As in `/v1/models/{version}:promote`. */
  readonly action?: string;
  /** @default the summary of the route */
  readonly summary?: string;
  readonly tag: Tag;
  /** In Markdown. */
  readonly description: string;
  /** What each parameter of the path is. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: {
    /** What the handler calls to read the query: types and limits of the parameters are those of this function. */
    readonly read: QueryReader;
    readonly parameters: Readonly<Record<string, string>>;
    /** Parameters without which the request is refused. @default none */
    readonly required?: readonly string[];
  };
  /** The headers that the operation reads, with what they do. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: {
    readonly schema: ComponentName;
    /** @default `application/json` alone */
    readonly contentTypes?: readonly string[];
  };
  /** Whether a caller may keep the answer of a GET; others are never kept. @default true */
  readonly isKept?: boolean;
  /** By status. */
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  /** Besides those that follow from the request: `listProblems` in problem-responses.ts. */
  readonly problems: readonly ProblemCode[];
  /** At least one. */
  readonly examples: readonly ExampleRequest[];
}

/** Operations by their ids. */
export type Operations = Readonly<Record<string, OperationDescription>>;

/** The id, method and path of an operation, beside its description. */
export interface Operation extends OperationDescription {
  readonly id: string;
  readonly method: Route['method'];
  /** As OpenAPI writes it: `/v1/uploads/{key}`. */
  readonly template: string;
  readonly summary: string;
}

/** Adds what the routes say about the operations. */
export function withRoutes(described: Operations, all: readonly Route[]): Operation[] {
  return Object.entries(described).map(([id, given]) => {
    const route = all.find((one) => one.operationId === given.route)!;
    const description = route.method === 'GET' && given.isKept !== false ? withCaching(given) : given;
    const suffix = description.action === undefined ? '' : `:${description.action}`;
    return {
      ...description,
      id,
      method: route.method,
      template: route.path.replace('+}', '}') + suffix,
      summary: description.summary ?? route.summary,
    };
  });
}

/** The headers of an answer that its caller may keep. */
const caching = {
  etag: 'Changes with what the answer says.',
  'cache-control': 'How long the answer may be kept. `no-cache`: check it before each use.',
  vary: 'Request headers that choose the headers of the answer.',
};

/** Adds what every GET has whose answer may be kept: `lambdas/http/caching.ts`. */
function withCaching(description: OperationDescription): OperationDescription {
  const { 200: found, ...others } = description.answers;
  const own = found!.headers ?? {};
  const missing = Object.entries(caching).filter(([name]) => !(name in own || `${name}?` in own));
  return {
    ...description,
    headers: { ...description.headers, 'if-none-match': 'If one of these ETags still holds, the answer is 304.' },
    answers: {
      200: { ...found!, headers: { ...own, ...Object.fromEntries(missing) } },
      ...others,
      304: { description: 'The answer with this ETag still holds.', headers: caching },
    },
  };
}
