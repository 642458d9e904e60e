import {
  CATALOG_MAPPING_FILE,
  CATALOG_MAPPING_KEY,
  describeEndings,
  EVENTS_PREFIX,
  hasEndingOf,
  MAX_FILE_BYTES,
  type RecordKind,
  rejectsKey,
  UPLOAD_PREFIXES,
  type UploadPrefix,
} from './object-layout.ts';

/*
 * What an upload through the API may be: its name, its size and its parts. A request that breaks a rule is refused
 * before a byte is sent. An upload with credentials of AWS breaks the same rules later, in its job.
 */

/** The most bytes of an upload. No file of more bytes is read to its end. */
export const MAX_UPLOAD_BYTES = MAX_FILE_BYTES;
/** The most bytes of an upload in one request. Larger ones have parts, so that a broken connection costs one part. */
export const MAX_PUT_BYTES = 100 * 1024 ** 2;
/** The most parts of an upload. S3 takes 10,000, but a request that completes an upload must list them in 1 MiB. */
export const MAX_UPLOAD_PARTS = 1000;
/** S3 takes no less than 5 MiB, but each part also costs a request. */
const LEAST_PART_BYTES = 16 * 1024 ** 2;
const PART_STEP_BYTES = 1024 ** 2;

/** The limit of S3 and DynamoDB for a key. The rejects report of an upload has a longer key than the upload. */
const MAX_UPLOAD_KEY_BYTES = 1024 - Buffer.byteLength(rejectsKey(''));

/** How an upload is cut: `partCount` parts of `partBytes` bytes; the last one has the rest. */
export interface PartPlan {
  readonly partBytes: number;
  readonly partCount: number;
}

/** The parts of an upload of this length, in whole MiB. */
export function planParts(contentLength: number): PartPlan {
  const least = Math.ceil(contentLength / MAX_UPLOAD_PARTS / PART_STEP_BYTES) * PART_STEP_BYTES;
  const partBytes = Math.max(LEAST_PART_BYTES, least);
  return { partBytes, partCount: Math.ceil(contentLength / partBytes) };
}

/** The bytes of a part. @param partNumber 1 to `partCount` */
export function computePartLength(contentLength: number, { partBytes }: PartPlan, partNumber: number): number {
  return Math.min(partBytes, contentLength - (partNumber - 1) * partBytes);
}

/** What the files under a prefix hold. */
const KIND_OF_PREFIX: Readonly<Record<UploadPrefix, RecordKind>> = {
  [UPLOAD_PREFIXES.catalog]: 'catalog',
  [UPLOAD_PREFIXES.replaceCatalog]: 'catalog',
  [UPLOAD_PREFIXES.replaceCatalogForced]: 'catalog',
  [UPLOAD_PREFIXES.triplets]: 'training',
  [UPLOAD_PREFIXES.interactions]: 'training',
  [UPLOAD_PREFIXES.judging]: 'judging',
};

/** The prefixes that an upload may have. */
export const uploadPrefixes = Object.values(UPLOAD_PREFIXES);

/** Whether an upload has a job: files that judge models are read by the next training run. */
export function hasUploadJob(prefix: UploadPrefix): boolean {
  return KIND_OF_PREFIX[prefix] !== 'judging';
}

/** The prefix of a key; undefined if uploads have no such prefix. */
export function prefixOfKey(key: string): UploadPrefix | undefined {
  return uploadPrefixes.find((prefix) => key.startsWith(prefix));
}

/** Control characters, halves of surrogate pairs, line ends, and the backslash that paths of Windows have. */
const UNSAFE_CHARACTER = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\\]/u;

/** What is wrong with the name of a file under a prefix; undefined if nothing is. The name may have folders. */
export function findNameFault(prefix: UploadPrefix, name: string): string | undefined {
  const bytes = Buffer.byteLength(prefix + name);
  if (bytes > MAX_UPLOAD_KEY_BYTES) return `makes a key of ${bytes} bytes, expected at most ${MAX_UPLOAD_KEY_BYTES}`;
  const unsafe = UNSAFE_CHARACTER.exec(name)?.[0];
  if (unsafe !== undefined) return `has the character ${shown(unsafe)}, expected letters, digits and signs`;
  // Clients resolve these parts of a path themselves, so that the request would be for another key.
  if (name.split('/').some((part) => /^\.{0,2}$/.test(part))) return "has a part that is empty, '.' or '..'";
  if ((prefix + name).startsWith(EVENTS_PREFIX)) return `is under ${EVENTS_PREFIX}, where Kindred keeps events`;
  if (name.split('/').at(-1) === CATALOG_MAPPING_FILE && prefix + name !== CATALOG_MAPPING_KEY)
    return `is that of the mapping of catalogs, which is read at ${CATALOG_MAPPING_KEY} only`;
  const kind = KIND_OF_PREFIX[prefix];
  return hasEndingOf(kind, name) ? undefined : `ends in none of ${describeEndings(kind)}`;
}

/** What is wrong with a key; undefined if nothing is. */
export function findKeyFault(key: string): string | undefined {
  const prefix = prefixOfKey(key);
  if (prefix === undefined) return `begins with none of ${uploadPrefixes.join(', ')}`;
  return findNameFault(prefix, key.slice(prefix.length));
}

function shown(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
