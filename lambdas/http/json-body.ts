import type { HttpEvent } from './http-event.ts';
import { findJsonFault, type JsonFault } from './json-fault.ts';
import { HttpProblem } from './problems.ts';

/** After base64 is undone. */
const MAX_BODY_BYTES = 1024 ** 2;
const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;

/**
 * The JSON value of the body.
 * @throws HttpProblem `unsupported-media-type`, `body-too-large` or `malformed-json` with line and column.
 */
export function jsonBody(event: HttpEvent, contentType: string | undefined): unknown {
  if (!JSON_TYPE.test(contentType ?? '')) {
    const given = contentType ? `is ${JSON.stringify(contentType.slice(0, 100))}` : 'is absent';
    throw new HttpProblem('unsupported-media-type', `content-type ${given}, expected application/json`);
  }
  const text = bodyText(event).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(findJsonFault(text));
  }
}

/** The message of `JSON.parse` is not passed on: it repeats parts of the body. */
function malformed(fault: JsonFault | undefined): HttpProblem {
  const place = fault && `line ${fault.line}, column ${fault.column} of the body: expected ${fault.expected}`;
  return new HttpProblem('malformed-json', place ?? 'the body is not JSON');
}

function bodyText({ body = '', isBase64Encoded }: HttpEvent): string {
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
