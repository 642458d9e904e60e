import { gunzipSync } from 'node:zlib';
import type { HttpResponse } from '../../../lambdas/http/http-response.ts';

/** The bytes of a response, as a client sees them after decoding. */
function decodeBody({ body, isBase64Encoded, headers }: HttpResponse): Uint8Array {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}

/** The JSON of a response; undefined for one of another type, or without a body. */
// biome-ignore lint/suspicious/noExplicitAny: answers have a dozen shapes, and a wrong path fails the test.
export function readJsonBody(response: HttpResponse): any {
  const isJson = /json/.test(response.headers['content-type'] ?? '');
  return response.body === '' || !isJson ? undefined : JSON.parse(Buffer.from(decodeBody(response)).toString());
}
