import { type EncodedBody, readJsonBody } from './json-body.ts';
import { HttpProblem } from './problems.ts';
import { QueryParameters } from './query-parameters.ts';

/** The fields that are read of an event of an HTTP API with payload format 2.0. */
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

/** The limit of S3 and DynamoDB for a key. */
const MAX_PARAMETER_BYTES = 1024;

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
   * A parameter of the path, percent-decoded once: 1 to 1,024 bytes of UTF-8.
   * @throws HttpProblem `malformed-path`
   */
  pathParameter(name: string): string {
    const encoded = this.#event.pathParameters?.[name] ?? '';
    const decoded = percentDecode(encoded);
    if (decoded === undefined) {
      const shown = JSON.stringify(encoded.slice(0, 300));
      throw new HttpProblem('malformed-path', `${name} is ${shown}, expected percent-encoded UTF-8`);
    }
    const bytes = Buffer.byteLength(decoded);
    if (bytes >= 1 && bytes <= MAX_PARAMETER_BYTES) return decoded;
    throw new HttpProblem('malformed-path', `${name} has ${bytes} bytes, expected 1 to ${MAX_PARAMETER_BYTES}`);
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

  /** The JSON value of the body. @throws HttpProblem `unsupported-media-type`, `body-too-large`, `malformed-json` */
  json(): unknown {
    return readJsonBody(this.#event, this.header('content-type'));
  }
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
