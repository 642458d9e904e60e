import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { S3Fault } from './object-signature.ts';

/** The algorithms of checksums that the local S3 knows, as S3 names them. */
export type ChecksumAlgorithm = 'CRC32' | 'SHA1' | 'SHA256';

/** What a request to complete an upload says, besides the tags of its parts. */
export interface Completion {
  /** The header `x-amz-mp-object-size`; undefined if the request has none. */
  readonly objectBytes: number | undefined;
  /** The checksums of the parts by their numbers, each as in the body of the request. */
  readonly checksums: ReadonlyMap<number, string>;
}

/** An unfinished upload as it is stored. */
export interface StoredUpload {
  readonly checksumAlgorithm?: ChecksumAlgorithm | undefined;
  readonly parts: ReadonlyMap<number, { readonly body: Buffer; readonly checksumValue?: string }>;
}

/** Only these are always made of the checksums of the parts; CRC32 may also be that of the whole object. */
const COMPOSITE_ONLY: ReadonlySet<string> = new Set(['SHA1', 'SHA256']);

/** Why S3 would refuse the bytes for their checksum; undefined if they have it. */
export function findChecksumFault(algorithm: ChecksumAlgorithm, value: string, body: Uint8Array): S3Fault | undefined {
  if (computeChecksum(algorithm, body) === value) return undefined;
  const message = `The ${algorithm} you specified did not match the calculated checksum.`;
  return { code: 'BadDigest', message, status: 400 };
}

/**
 * Why S3 would refuse a part for its checksum: it is wrong, missing, or of another algorithm than that of the upload. An
 * upload without an algorithm takes every right checksum, because the SDK sends one by default.
 */
export function findPartFault(
  { checksumAlgorithm }: StoredUpload,
  value: string | undefined,
  body: Uint8Array,
): S3Fault | undefined {
  const given = value === undefined ? undefined : algorithmOf(value);
  if (checksumAlgorithm !== undefined && given !== checksumAlgorithm)
    if (given !== undefined || COMPOSITE_ONLY.has(checksumAlgorithm)) return typeMismatch(checksumAlgorithm, given);
  return given === undefined ? undefined : findChecksumFault(given, value!, body);
}

/** Reads the request to complete an upload. @param xml Its body */
export function readCompletion(xml: string, objectBytes: string | undefined): Completion {
  const parts = [...xml.matchAll(/<Part>[\s\S]*?<\/Part>/g)].map(([part]) => {
    const checksum = /<Checksum(?:CRC32|SHA1|SHA256)>([^<]*)</.exec(part)?.[1];
    return [Number(/<PartNumber>(\d+)</.exec(part)?.[1]), checksum] as const;
  });
  return {
    objectBytes: objectBytes === undefined ? undefined : Number(objectBytes),
    checksums: new Map(parts.filter((part): part is readonly [number, string] => part[1] !== undefined)),
  };
}

/** Why S3 would not complete an upload of these parts: another length, or missing or other checksums of parts. */
export function findCompletionFault(
  { checksumAlgorithm, parts }: StoredUpload,
  { objectBytes, checksums }: Completion,
  partNumbers: readonly number[],
): S3Fault | undefined {
  const bytes = partNumbers.reduce((sum, number) => sum + (parts.get(number)?.body.length ?? 0), 0);
  if (objectBytes !== undefined && objectBytes !== bytes)
    return invalid(`The x-amz-mp-object-size is ${objectBytes}, but the parts have ${bytes} bytes.`);
  for (const number of partNumbers) {
    const given = checksums.get(number);
    if (given !== undefined && given !== parts.get(number)?.checksumValue)
      return { code: 'InvalidPart', message: `Part ${number} has another checksum.`, status: 400 };
    if (given === undefined && checksumAlgorithm !== undefined && COMPOSITE_ONLY.has(checksumAlgorithm))
      return invalid(
        `The complete request must include the ${checksumAlgorithm} of each part: part ${number} has none.`,
      );
  }
  return undefined;
}

const LENGTH_OF_BASE64: Readonly<Record<number, ChecksumAlgorithm>> = { 8: 'CRC32', 28: 'SHA1', 44: 'SHA256' };

function algorithmOf(value: string): ChecksumAlgorithm | undefined {
  return LENGTH_OF_BASE64[value.length];
}

function computeChecksum(algorithm: ChecksumAlgorithm, body: Uint8Array): string {
  if (algorithm !== 'CRC32') return createHash(algorithm.toLowerCase()).update(body).digest('base64');
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(body));
  return value.toString('base64');
}

function typeMismatch(expected: ChecksumAlgorithm, given: ChecksumAlgorithm | undefined): S3Fault {
  const actual = given?.toLowerCase() ?? 'null';
  const types = `expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${actual}`;
  return invalid(`Checksum Type mismatch occurred, ${types}`);
}

function invalid(message: string): S3Fault {
  return { code: 'InvalidRequest', message, status: 400 };
}
