import { gunzipSync } from 'node:zlib';
import type { HttpRequest } from './http-request.ts';
import type { Answer } from './http-response.ts';

/** A file of a bundle. */
export interface CompressedFile {
  /** The content type. */
  readonly type: string;
  /** The bytes, compressed with gzip. */
  readonly gzip: Uint8Array;
}

/** Answers with a file: compressed, if the client takes gzip. */
export function answerCompressed(
  request: HttpRequest,
  { type, gzip }: CompressedFile,
  headers: Readonly<Record<string, string>>,
): Answer {
  const isCompressed = /\bgzip\b/i.test(request.header('accept-encoding') ?? '');
  return {
    status: 200,
    content: { type, bytes: isCompressed ? gzip : gunzipSync(gzip) },
    headers: { ...headers, vary: 'accept-encoding', ...(isCompressed && { 'content-encoding': 'gzip' }) },
  };
}
