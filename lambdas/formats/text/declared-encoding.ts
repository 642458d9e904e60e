import { isAscii, isUtf8 } from 'node:buffer';
import { incompleteTailBytes } from './utf8-sequences.ts';

/** The declaration of an XML file, which is ASCII in every encoding that is not found by its bytes. */
const DECLARATION = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/i;
const MAX_DECLARATION_BYTES = 400;
/** Encodings that are found by the bytes, also against what the file says. */
const BY_BYTES = /^(?:utf-?8|utf-?16(?:le|be)?|us-ascii|ascii)$/i;
/** What a decoder writes for bytes that are not in its encoding. */
const REPLACEMENT = '\ufffd';
/** No byte of UTF-8: the record with it is damaged. */
const DAMAGED = Buffer.from([0xff]);

/**
 * The encoding that an XML file declares, if its bytes do not say otherwise: files of UTF-8 with another declaration are
 * common.
 */
export function findDeclaredEncoding(head: Buffer): string | undefined {
  const declared = DECLARATION.exec(head.toString('latin1', 0, MAX_DECLARATION_BYTES))?.[1];
  if (declared === undefined || BY_BYTES.test(declared)) return undefined;
  const whole = head.subarray(0, head.length - incompleteTailBytes(head));
  return isUtf8(whole) && !isAscii(whole) ? undefined : declared;
}

/** Decodes bytes to UTF-8 as they come. Bytes that are not in the encoding stay damage. */
export class Transcoder {
  readonly #decoder: InstanceType<typeof TextDecoder>;

  /** @throws RangeError for an encoding that is not known */
  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding);
  }

  write(bytes: Uint8Array, isLast = false): Buffer {
    const parts = this.#decoder.decode(bytes, { stream: !isLast }).split(REPLACEMENT);
    return Buffer.concat(parts.flatMap((part, i) => [...(i > 0 ? [DAMAGED] : []), Buffer.from(part)]));
  }
}
