import type { SignedRequest } from '../../../lambdas/ports/upload-store.ts';

/** Sends a signed request over HTTP. `fetch` writes the length of the body into its header. */
export async function sendSigned({ url, headers }: Pick<SignedRequest, 'url' | 'headers'>, body: Uint8Array) {
  const { 'content-length': _length, ...others } = headers;
  const response = await fetch(url, { method: 'PUT', headers: others, body: body as Uint8Array<ArrayBuffer> });
  const text = await response.text();
  return {
    status: response.status,
    etag: response.headers.get('etag')?.replaceAll('"', ''),
    code: /<Code>(\w+)</.exec(text)?.[1],
  };
}
