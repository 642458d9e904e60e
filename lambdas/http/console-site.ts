import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { answerCompressed, type CompressedFile } from './compressed-answer.ts';
import type { HttpRequest } from './http-request.ts';
import type { Answer } from './http-response.ts';
import { HttpProblem } from './problems.ts';

/** How the console authorizes its calls of the API: not at all, by a JWT, or by signatures with IAM credentials. */
export const consoleAuthorizations = ['none', 'jwt', 'iam'] as const;
export type ConsoleAuthorization = (typeof consoleAuthorizations)[number];

/** What the page must know of its deployment. The API is at the page's own origin. */
export interface ConsoleConfig {
  readonly authorization: ConsoleAuthorization;
  /** The AWS region that signatures are made for. */
  readonly region: string;
}

/** What the console may do besides calls of the API. */
export interface ConsoleOptions {
  /** The origin that takes signed uploads, such as `https://uploads.s3.eu-central-1.amazonaws.com`. */
  readonly uploadOrigin: string;
}

const CONSOLE_PAGE = 'index.html';
const HTML = 'text/html; charset=utf-8';

/** Content types by the endings that files of the build may have. */
const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: HTML,
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
  woff2: 'font/woff2',
};

/** The content type of a file. @throws Error for an ending that the console does not serve */
function contentTypeOf(name: string): string {
  const type = contentTypes[name.slice(name.lastIndexOf('.') + 1)];
  if (type !== undefined) return type;
  throw new Error(`console: ${name} has no known content type; add its ending to lambdas/http/console-site.ts`);
}

/** Headers of every answer: no other site may embed the page, read it, or learn from which address a link came. */
const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'strict-transport-security': 'max-age=31536000',
};

/** Names of assets have a hash of their content. */
const assetHeaders = { ...safeHeaders, 'cache-control': 'public, max-age=31536000, immutable' };

/** The place in the page that holds the configuration. */
const CONFIG = /(<script type="application\/json" id="config">)[^<]*(<\/script>)/;
const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/g;

/** The console as a site. */
export class ConsoleSite {
  readonly #files: ReadonlyMap<string, CompressedFile>;
  readonly #page: CompressedFile;
  readonly #pageHeaders: Readonly<Record<string, string>>;

  /**
   * @param files Those of the build by their names, compressed with gzip: `index.html` and its assets.
   * @param options Are no part of the page.
   * @throws Error if the build has no page, the page no place for the configuration, or a file no known content type
   */
  constructor(files: ReadonlyMap<string, Uint8Array>, config: ConsoleConfig, { uploadOrigin }: ConsoleOptions) {
    const built = files.get(CONSOLE_PAGE);
    const html = built === undefined ? '' : gunzipSync(built).toString('utf8');
    if (!CONFIG.test(html)) throw new Error(`console: ${CONSOLE_PAGE} has no script with the id "config"`);
    const json = JSON.stringify(config).replaceAll('<', '\\u003c');
    const page = html.replace(CONFIG, (_whole, open: string, close: string) => open + json + close);
    this.#files = new Map([...files].map(([name, gzip]) => [name, { type: contentTypeOf(name), gzip }]));
    this.#page = { type: HTML, gzip: gzipSync(page) };
    this.#pageHeaders = {
      ...safeHeaders,
      'cache-control': 'no-cache',
      'content-security-policy': contentPolicy(page, uploadOrigin),
    };
  }

  /** The page, which the browser asks for again each time: it names the assets of the newest build. */
  page(request: HttpRequest): Answer {
    return answerCompressed(request, this.#page, this.#pageHeaders);
  }

  /** A file of the build. @throws HttpProblem `route-not-found` */
  asset(request: HttpRequest, name: string): Answer {
    const file = name === CONSOLE_PAGE ? undefined : this.#files.get(name);
    if (file === undefined) throw new HttpProblem('route-not-found', `there is no file ${request.path.slice(0, 300)}`);
    return answerCompressed(request, file, assetHeaders);
  }
}

/**
 * Everything comes from the service itself, besides the pictures of products, and everything goes there, besides uploads. The
 * inline scripts are named by hash.
 */
function contentPolicy(page: string, uploadOrigin: string): string {
  const hashes = [...page.matchAll(INLINE_SCRIPT)].map(
    ([, script]) => `'sha256-${createHash('sha256').update(script!).digest('base64')}'`,
  );
  const allowed = [
    "default-src 'self'",
    ['script-src', "'self'", ...hashes].join(' '),
    `connect-src 'self' ${uploadOrigin}`,
    "img-src 'self' data: https:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return allowed.join('; ');
}
