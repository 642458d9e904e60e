/** An uploaded object, bound to the bytes that an event named. */
export interface UploadObject {
  readonly key: string;
  readonly bytes: number;
  /** Opaque. The object is read only if it still has this tag. */
  readonly etag: string;
  /** RFC 3339, UTC. */
  readonly lastModified: string;
}

/** The uploads of shops, under the prefixes `catalog/`, `triplets/`, `interactions/` and `judging/`. */
export interface UploadStore {
  /** The object in its current state, or undefined if it does not exist. */
  find(key: string): Promise<UploadObject | undefined>;
  /** Objects whose key starts with the prefix, ordered by key, without folder markers (`.../`) and empty objects. */
  list(prefix: string): AsyncIterable<UploadObject>;
  /**
   * The raw bytes, streamed.
   * @throws StoreError `object-changed` when the object has another tag, `object-missing` when it is gone.
   */
  open(object: UploadObject): Promise<AsyncIterable<Uint8Array>>;
}

/** From when on a signed request may be sent, and for how many seconds. */
export interface Validity {
  readonly from: Date;
  readonly seconds: number;
}

/**
 * A request that any caller who has it can send, until it expires. It is bound to its key, its headers, and so to the length and
 * the SHA-256 of its body: other bytes are refused.
 */
export interface SignedRequest {
  readonly method: 'PUT';
  readonly url: string;
  /** The headers to send, unchanged; with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
}

/** The bytes that a signed request takes. */
interface BoundBytes {
  readonly bytes: number;
  /** SHA-256, in base64. */
  readonly sha256: string;
}

export interface NewObject extends BoundBytes {
  readonly key: string;
  /** Whether an object of this key may be replaced. */
  readonly overwrite: boolean;
}

export interface NewPart extends BoundBytes {
  readonly key: string;
  readonly uploadId: string;
  /** From 1. */
  readonly partNumber: number;
}

/** A part that was sent. */
export interface SentPart {
  /** The header `etag` of the answer, without quotes. */
  readonly etag: string;
  /** SHA-256, in base64. */
  readonly sha256: string;
}

/** All parts of an object. */
export interface SentParts {
  readonly key: string;
  readonly uploadId: string;
  /** Of the whole object. */
  readonly bytes: number;
  /** Whether an object of this key may be replaced. */
  readonly overwrite: boolean;
  /** In order, from the first part on. */
  readonly parts: readonly SentPart[];
}

/**
 * - `stored`: the object exists now; a repetition gets this too.
 * - `exists`: there is an object of this key, which may not be replaced.
 * - `not-found`: there is no such unfinished upload.
 * - `refused`: the parts are others than those that were sent, or do not make an object of this length.
 */
export type CompletedParts =
  | { readonly state: 'stored'; readonly etag: string }
  | { readonly state: 'exists' | 'not-found' }
  | { readonly state: 'refused'; readonly reason: string };

/** Lets others upload objects to the uploads bucket. Every method throws StoreError `unavailable`. */
export interface SignedUploads {
  /** Whether there is an object of this key. */
  exists(key: string): Promise<boolean>;
  /** Signs the upload of an object in one request. Nothing is stored by this. */
  signPut(object: NewObject, validity: Validity): Promise<SignedRequest>;
  /** Begins an object of several parts. @returns the id of the unfinished upload */
  startParts(key: string): Promise<string>;
  /** Signs the upload of a part. A part that is sent again replaces the earlier one. */
  signPart(part: NewPart, validity: Validity): Promise<SignedRequest>;
  /** Makes the object of its parts: it appears as a whole. */
  completeParts(sent: SentParts): Promise<CompletedParts>;
  /** Discards the parts of an unfinished upload. @returns whether there was such an upload */
  abortParts(key: string, uploadId: string): Promise<boolean>;
}

/** Writes the objects that events are collected into, among the uploads of the shop. */
export interface EventObjects {
  /** Stores the bytes and replaces an object of the same key. @throws StoreError `unavailable` */
  write(key: string, bytes: Uint8Array): Promise<void>;
}
