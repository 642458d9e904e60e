import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { bytesOf } from './read-body.ts';

/** The ranges of a question are read at once. */
const VALID_SECONDS = 60;
const PARTIAL_CONTENT = 206;

type Handler = S3Client['config']['requestHandler'];
type HandledRequest = Parameters<Handler['handle']>[0];

/** An object, and the tag that it must have. */
export interface TaggedObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly IfMatch: string | undefined;
}

/**
 * Makes a reader of ranges of one object. Its requests have one presigned URL, and go over the connections of the client. A
 * command of the SDK takes 3 ms of processor time while it is cold, and a first question reads some twenty ranges.
 * @returns a reader of one range (`bytes=0-9`). It gives undefined for any other answer than these bytes: a command then tells why.
 */
export async function signRanges(
  client: S3Client,
  { Bucket, Key, IfMatch }: TaggedObject,
): Promise<(range: string, signal?: AbortSignal) => Promise<Uint8Array | undefined>> {
  const command = new GetObjectCommand({ Bucket, Key });
  const url = new URL(await getSignedUrl(client, command, { expiresIn: VALID_SECONDS }));
  const { protocol, hostname, host, pathname: path, port, searchParams } = url;
  const address = { method: 'GET', protocol, hostname, path, query: Object.fromEntries(searchParams) };
  return async (range, abortSignal) => {
    const headers = { host, range, ...(IfMatch !== undefined && { 'if-match': IfMatch }) };
    const request = { ...address, ...(port !== '' && { port: Number(port) }), headers };
    try {
      // The handler reads these fields only.
      const handled = request as unknown as HandledRequest;
      const { response } = await client.config.requestHandler.handle(handled, abortSignal && { abortSignal });
      const bytes = await bytesOf(response.body, abortSignal);
      return response.statusCode === PARTIAL_CONTENT ? bytes : undefined;
    } catch {
      return undefined;
    }
  };
}
