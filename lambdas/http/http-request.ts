import type { HttpEvent } from './http-event.ts';
import { jsonBody } from './json-body.ts';
import { HttpProblem } from './problems.ts';
import { QueryParameters } from './query-parameters.ts';

/** What S3 and DynamoDB take as a key. */
const MAX_PARAMETER_BYTES = 1024;

/** A request as operations see it. What is malformed is only found, and thrown, when it is asked for. */
export class HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: QueryParameters;
  /** Of this request alone, given by the gateway. */
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
    const decoded = percentDecoded(encoded);
    if (decoded === undefined) {
      throw new HttpProblem('malformed-path', `${name} is ${JSON.stringify(encoded.slice(0, 300))}: a stray %`);
    }
    const bytes = Buffer.byteLength(decoded);
    if (bytes >= 1 && bytes <= MAX_PARAMETER_BYTES) return decoded;
    throw new HttpProblem('malformed-path', `${name} has ${bytes} bytes, expected 1 to ${MAX_PARAMETER_BYTES}`);
  }

  /** A header, whatever the case of its name. */
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

  /** Who calls, as the gateway has made sure of; undefined where it has not been asked to. */
  get caller(): string | undefined {
    const { iam, jwt } = this.#event.requestContext.authorizer ?? {};
    const subject = jwt?.claims?.sub;
    return iam?.userArn ?? (typeof subject === 'string' ? subject : undefined);
  }

  /** @throws HttpProblem `unsupported-media-type`, `body-too-large`, `malformed-json` */
  json(): unknown {
    return jsonBody(this.#event, this.header('content-type'));
  }
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
