import { findJsonFault } from './json-fault.ts';
import { HttpProblem, invalidRequest } from './problems.ts';

/** A body as the gateway passes it on. */
export interface EncodedBody {
  readonly body?: string;
  /** @default false */
  readonly isBase64Encoded?: boolean;
}

/** The most bytes of a body, after base64 is decoded. */
export const MAX_BODY_BYTES = 1024 ** 2;
const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;

/**
 * The JSON value of the body. Its size and its depth are bounded before anything walks it.
 * @throws HttpProblem `unsupported-media-type`, `body-too-large`, `malformed-json` with line and column, or
 *   `invalid-request` for a body that nests too deeply
 */
export function readJsonBody(
  event: EncodedBody,
  contentType: string | undefined,
  contentEncoding = 'identity',
): unknown {
  if (!JSON_TYPE.test(contentType ?? '')) {
    const given = contentType ? `is ${JSON.stringify(contentType.slice(0, 100))}` : 'is absent';
    throw new HttpProblem('unsupported-media-type', `content-type ${given}, expected application/json`);
  }
  // A compressed body would be found to be no JSON, which says nothing to a caller who knows that it is.
  if (!/^\s*(?:identity)?\s*$/i.test(contentEncoding)) {
    const given = `content-encoding is ${JSON.stringify(contentEncoding.slice(0, 100))}`;
    throw new HttpProblem('unsupported-media-type', `${given}, expected a body that is not compressed`);
  }
  const text = decodeBody(event).replace(/^\uFEFF/, '');
  const value = parse(text);
  if (nestsTooDeeply(text)) throw invalidRequest([{ pointer: '', code: 'too-deep', detail: NESTS_TOO_DEEPLY }]);
  return value;
}

/** `JSON.parse` does not recurse. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of `JSON.parse` repeats parts of the body, so it is not shown.
    const fault = findJsonFault(text);
    const place = fault && `line ${fault.line}, column ${fault.column} of the body: expected ${fault.expected}`;
    throw new HttpProblem('malformed-json', place ?? 'the body is not JSON');
  }
}

function decodeBody({ body = '', isBase64Encoded }: EncodedBody): string {
  const bytes = isBase64Encoded ? Buffer.from(body, 'base64') : Buffer.from(body, 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new HttpProblem(
      'body-too-large',
      `the body has ${bytes.length} bytes, expected at most ${MAX_BODY_BYTES}: upload more as a file`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HttpProblem('malformed-json', 'the body is not UTF-8');
  }
}

/** So deep may arrays and objects of JSON nest in each other. Filters, the deepest values of the API, need 20. */
export const MAX_JSON_DEPTH = 64;

/** What is wrong with JSON that nests deeper. */
const NESTS_TOO_DEEPLY = `nests arrays and objects more than ${MAX_JSON_DEPTH} times in each other: flatten it`;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Whether a text of JSON nests deeper than `MAX_JSON_DEPTH`. Schemas, comparisons and `JSON.stringify` walk values by
 * recursion, and their stack ends at some thousand levels. So this is asked first, and answered without recursion.
 */
export function nestsTooDeeply(json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth -= 1;
  }
  return false;
}

/** The place of the closing quote. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
