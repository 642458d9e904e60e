/** The part of a request that the guard checks. */
export interface ObjectRequest {
  readonly method: string;
  /** Whether it names an object and not only a bucket. */
  readonly hasKey: boolean;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
}

const LISTING = ['list-type', 'prefix', 'delimiter', 'max-keys', 'start-after', 'continuation-token', 'marker'];
const LIFECYCLE = ['lifecycle'];

/** Query keys that fauxqs supports, by method. It ignores others and would do a plain read or write. */
const BUCKET_KEYS: Readonly<Record<string, readonly string[]>> = {
  GET: [...LISTING, 'encoding-type', 'fetch-owner', ...LIFECYCLE],
  PUT: LIFECYCLE,
  DELETE: LIFECYCLE,
  POST: ['delete'],
  HEAD: [],
};
const OBJECT_KEYS: Readonly<Record<string, readonly string[]>> = {
  GET: ['attributes', 'partNumber'],
  HEAD: [],
  PUT: ['uploadId', 'partNumber'],
  POST: ['uploads', 'uploadId'],
  DELETE: ['uploadId'],
};

/** Query keys that every request may have: the SDK's name of the operation, and those of presigned URLs. */
const ANY_KEY = /^(x-id$|X-Amz-)/i;

/** Headers that fauxqs silently ignores. */
const UNSUPPORTED_HEADERS = /^x-amz-(tagging$|acl$|grant-|object-lock-|write-offset-bytes$|copy-source-if-)/;

/**
 * The part of an S3 request that fauxqs does not support; undefined if it supports all of it.
 * Without this guard, `PutObjectTagging` would replace the object by its tags and answer 200.
 */
export function unsupportedPart(request: ObjectRequest): string | undefined {
  const { method, hasKey, query, headers } = request;
  const supported = (hasKey ? OBJECT_KEYS : BUCKET_KEYS)[method] ?? [];
  const key = Object.keys(query).find((name) => !supported.includes(name) && !ANY_KEY.test(name));
  if (key !== undefined) return `query parameter "${key}" on ${method} of ${hasKey ? 'an object' : 'a bucket'}`;
  const header = Object.keys(headers).find((name) => UNSUPPORTED_HEADERS.test(name));
  return header === undefined ? undefined : `header "${header}"`;
}
