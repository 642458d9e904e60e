/** The element types this project writes. All little-endian. */
export type Dtype = 'F64' | 'F32' | 'I32' | 'U8';

export type TensorData = Float64Array | Float32Array | Int32Array | Uint8Array;

export interface Tensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major; as many numbers as the product of the shape. */
  readonly data: TensorData;
}

export const BYTES_PER_ELEMENT: Readonly<Record<Dtype, number>> = { F64: 8, F32: 4, I32: 4, U8: 1 };

/** The key of the header that holds the metadata, and so no tensor's name. */
export const METADATA_KEY = '__metadata__';

/** The header's own limit. */
export const MAX_HEADER_BYTES = 100_000_000;

/** Bytes of the header's length, at the beginning of the file. */
export const LENGTH_BYTES = 8;

export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
