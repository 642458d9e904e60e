import { createHash } from 'node:crypto';
import type {
  CompletedParts,
  NewObject,
  NewPart,
  SentParts,
  SignedRequest,
  SignedUploads,
  Validity,
} from '../../ports/upload-store.ts';
import type { MemoryUploadStore } from './upload-store.ts';

const ORIGIN = 'https://uploads.s3.eu-central-1.amazonaws.com';
/** S3 refuses a shorter part, except the last one. */
const MIN_PART_BYTES = 5 * 1024 ** 2;

/** What a signed request is for. */
type Signed = { readonly request: SignedRequest } & (
  | { readonly object: NewObject; readonly part?: undefined }
  | { readonly object?: undefined; readonly part: NewPart }
);

interface StoredPart {
  readonly content: Uint8Array;
  readonly etag: string;
  readonly sha256: string;
}

/** Signed uploads to a store in memory, for tests: `send` takes the requests that it has signed. */
export class MemorySignedUploads implements SignedUploads {
  readonly #objects: MemoryUploadStore;
  readonly #now: () => Date;
  readonly #signed = new Map<string, Signed>();
  /** The parts of unfinished uploads, by their ids. */
  readonly #unfinished = new Map<string, { readonly key: string; readonly parts: Map<number, StoredPart> }>();
  #signatures = 0;
  #uploads = 0;

  /** @param now The time that decides whether a request has expired. */
  constructor(objects: MemoryUploadStore, now: () => Date) {
    this.#objects = objects;
    this.#now = now;
  }

  async exists(key: string): Promise<boolean> {
    return (await this.#objects.find(key)) !== undefined;
  }

  async signPut(object: NewObject, validity: Validity): Promise<SignedRequest> {
    const condition = object.overwrite ? {} : { 'if-none-match': '*' };
    const request = this.#request(object, {}, condition, validity);
    this.#signed.set(request.url, { request, object });
    return request;
  }

  async startParts(key: string): Promise<string> {
    this.#uploads += 1;
    const uploadId = `upload-${this.#uploads}`;
    this.#unfinished.set(uploadId, { key, parts: new Map() });
    return uploadId;
  }

  async signPart(part: NewPart, validity: Validity): Promise<SignedRequest> {
    const query = { partNumber: String(part.partNumber), uploadId: part.uploadId };
    const request = this.#request(part, query, {}, validity);
    this.#signed.set(request.url, { request, part });
    return request;
  }

  /**
   * Sends a request with a body, as its bearer would.
   * @returns the status that S3 answers, and the tag of what was stored
   */
  async send(
    { url, headers }: Pick<SignedRequest, 'url' | 'headers'>,
    body: Uint8Array,
  ): Promise<{ readonly status: number; readonly etag?: string }> {
    const signed = this.#signed.get(url);
    if (signed === undefined || !isSigned(signed.request, { ...headers, 'content-length': String(body.length) }))
      return { status: 403 };
    if (this.#now() >= new Date(signed.request.expiresAt)) return { status: 403 };
    const sha256 = createHash('sha256').update(body).digest('base64');
    if (sha256 !== headers['x-amz-checksum-sha256']) return { status: 400 };
    return signed.part === undefined ? this.#put(signed.object, body) : this.#putPart(signed.part, body, sha256);
  }

  /** Keeps a part as if it was sent, with hashes that the caller knows. */
  keepPart(uploadId: string, partNumber: number, part: StoredPart): void {
    this.#unfinished.get(uploadId)?.parts.set(partNumber, part);
  }

  async completeParts({ key, uploadId, bytes, overwrite, parts }: SentParts): Promise<CompletedParts> {
    const unfinished = this.#unfinished.get(uploadId);
    if (unfinished?.key !== key) return this.#findCompleted(key, parts);
    const stored = parts.map(({ etag, sha256 }, i) => {
      const part = unfinished.parts.get(i + 1);
      return part?.etag === etag && part.sha256 === sha256 ? part : undefined;
    });
    const contents = stored.flatMap((part) => (part === undefined ? [] : [part.content]));
    if (contents.length < stored.length) return { state: 'refused', reason: 'a part was not sent, or is another one' };
    if (contents.slice(0, -1).some((content) => content.length < MIN_PART_BYTES))
      return { state: 'refused', reason: `a part before the last one has less than ${MIN_PART_BYTES} bytes` };
    const content = Buffer.concat(contents);
    if (content.length !== bytes)
      return { state: 'refused', reason: `the parts have ${content.length} bytes, expected ${bytes}` };
    if (!overwrite && (await this.exists(key))) return { state: 'exists' };
    this.#unfinished.delete(uploadId);
    const { etag } = this.#objects.put(key, content, this.#now().toISOString(), tagOfParts(parts));
    return { state: 'stored', etag };
  }

  async abortParts(key: string, uploadId: string): Promise<boolean> {
    return this.#unfinished.get(uploadId)?.key === key && this.#unfinished.delete(uploadId);
  }

  async #findCompleted(key: string, parts: SentParts['parts']): Promise<CompletedParts> {
    const etag = tagOfParts(parts);
    return (await this.#objects.find(key))?.etag === etag ? { state: 'stored', etag } : { state: 'not-found' };
  }

  async #put({ key, overwrite }: NewObject, body: Uint8Array) {
    if (!overwrite && (await this.exists(key))) return { status: 412 };
    const { etag } = this.#objects.put(key, body, this.#now().toISOString());
    return { status: 200, etag };
  }

  #putPart({ uploadId, partNumber }: NewPart, body: Uint8Array, sha256: string) {
    if (!this.#unfinished.has(uploadId)) return { status: 404 };
    const etag = createHash('md5').update(body).digest('hex');
    this.keepPart(uploadId, partNumber, { content: Uint8Array.from(body), etag, sha256 });
    return { status: 200, etag };
  }

  #request(
    { key, bytes, sha256 }: NewObject | NewPart,
    query: Readonly<Record<string, string>>,
    condition: Readonly<Record<string, string>>,
    { from, seconds }: Validity,
  ): SignedRequest {
    this.#signatures += 1;
    const signature = this.#signatures.toString(16).padStart(8, '0');
    const search = new URLSearchParams({ ...query, 'X-Amz-Expires': String(seconds), 'X-Amz-Signature': signature });
    return {
      method: 'PUT',
      url: `${ORIGIN}/${key.split('/').map(encodeURIComponent).join('/')}?${search}`,
      headers: {
        'content-length': String(bytes),
        'content-type': 'application/octet-stream',
        'x-amz-checksum-sha256': sha256,
        ...condition,
      },
      expiresAt: new Date((Math.floor(from.getTime() / 1000) + seconds) * 1000).toISOString(),
    };
  }
}

/** Whether the headers are those that were signed. */
function isSigned({ headers: signed }: SignedRequest, headers: Readonly<Record<string, string>>): boolean {
  return Object.entries(signed).every(([name, value]) => headers[name] === value);
}

/** MD5 over the MD5s of the parts, and their number, as S3 has it. */
function tagOfParts(parts: SentParts['parts']): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(etag, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}
