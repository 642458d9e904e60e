const FLOAT32_BYTES = 4;

/** Float32, little-endian, whatever the machine. */
export function encodeFloat32(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * FLOAT32_BYTES);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index++) view.setFloat32(index * FLOAT32_BYTES, values[index]!, true);
  return bytes;
}

/** @returns undefined when the bytes are not exactly `count` numbers. The bytes may begin anywhere in their buffer. */
export function decodeFloat32(bytes: Uint8Array, count: number): Float32Array | undefined {
  if (bytes.byteLength !== count * FLOAT32_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, index) => view.getFloat32(index * FLOAT32_BYTES, true));
}
