import { expect } from 'vitest';

/**
 * Whether two typed arrays of the same type have the same bytes. Vitest compares them element by element, after it has listed the
 * names of all elements: seconds for megabytes.
 * @returns undefined for other values and for other bytes, which vitest then compares itself and shows
 */
export function haveSameBytes(one: unknown, other: unknown): true | undefined {
  if (!ArrayBuffer.isView(one) || !ArrayBuffer.isView(other) || one.constructor !== other.constructor) return undefined;
  return one.byteLength === other.byteLength && Buffer.compare(bytesOf(one), bytesOf(other)) === 0 ? true : undefined;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

expect.addEqualityTesters([haveSameBytes]);
