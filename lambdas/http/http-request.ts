import { type EncodedBody, readJsonBody } from './json-body.ts';
import { HttpProblem, invalidRequest } from './problems.ts';
import { MAX_IDENTIFIER_BYTES, QueryParameters } from './query-parameters.ts';

/** The fields that are read of an event of an HTTP API with payload format 2.0: the gateway has decoded the path. */
export interface HttpEvent extends EncodedBody {
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly requestContext: {
    readonly requestId: string;
    readonly http: { readonly method: string };
    readonly authorizer?: {
      readonly iam?: { readonly userArn?: string } | null;
      readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> } | null;
    };
  };
}

/** A request of one operation. A part of it is checked when it is read; what is malformed is thrown then. */
export class HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: QueryParameters;
  /** The id that the gateway gave this request, as letters, digits, _ and -. */
  readonly id: string;
  readonly #event: HttpEvent;

  constructor(event: HttpEvent) {
    this.#event = event;
    this.method = event.requestContext.http.method.toUpperCase();
    this.path = event.rawPath;
    this.id = event.requestContext.requestId.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 50);
    this.query = new QueryParameters(event.rawQueryString ?? '');
  }

  /**
   * A parameter of the path, as the gateway has decoded it: 1 to 1,024 bytes of UTF-8.
   * @throws HttpProblem `malformed-path`
   */
  pathParameter(name: string): string {
    const value = this.#event.pathParameters?.[name] ?? '';
    const bytes = Buffer.byteLength(value);
    if (bytes >= 1 && bytes <= MAX_IDENTIFIER_BYTES) return value;
    throw new HttpProblem('malformed-path', `${name} has ${bytes} bytes, expected 1 to ${MAX_IDENTIFIER_BYTES}`);
  }

  /**
   * An id or a key: a parameter of the path, or the query parameter of this name where the route has no such parameter.
   * @throws HttpProblem `malformed-path`, `malformed-parameter`, `invalid-request`
   */
  identifier(name: string): string {
    if (this.#event.pathParameters?.[name] !== undefined) return this.pathParameter(name);
    const value = this.query.identifier(name);
    if (value !== undefined) return value;
    throw invalidRequest([{ parameter: name, code: 'missing', detail: `is missing, expected ?${name}=...` }]);
  }

  /** The header of this name in lower case; the request may write it in any case. */
  header(name: string): string | undefined {
    const headers = this.#event.headers ?? {};
    return headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  }

  /** A parameter of the path that ends in an action, such as `m-1:promote`. @throws HttpProblem `malformed-path` */
  pathAction(name: string): { readonly id: string; readonly action: string } {
    const value = this.pathParameter(name);
    const at = value.lastIndexOf(':');
    return at < 0 ? { id: value, action: '' } : { id: value.slice(0, at), action: value.slice(at + 1) };
  }

  /** The caller that the gateway has authenticated; undefined if it authenticates nobody. */
  get caller(): string | undefined {
    const { iam, jwt } = this.#event.requestContext.authorizer ?? {};
    const subject = jwt?.claims?.sub;
    return iam?.userArn ?? (typeof subject === 'string' ? subject : undefined);
  }

  /** Who asks for what a body says, and why. The caller is the one that the body names if the gateway knows none. */
  requestedBy({ by, why }: { readonly by?: string | undefined; readonly why?: string | undefined }): {
    readonly by: string;
    readonly why?: string;
  } {
    return { by: this.caller ?? by ?? 'unknown', ...(why !== undefined && { why }) };
  }

  /** The JSON value of the body. @throws HttpProblem `unsupported-media-type`, `body-too-large`, `malformed-json` */
  json(): unknown {
    return readJsonBody(this.#event, this.header('content-type'), this.header('content-encoding'));
  }
}
