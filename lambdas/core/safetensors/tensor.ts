/** The element types that this project writes, all little-endian. */
export type Dtype = 'F64' | 'F32' | 'I32' | 'U8';

export type TensorData = Float64Array | Float32Array | Int32Array | Uint8Array;

/** A named array with a shape. */
export interface Tensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major; as many numbers as the product of the shape. */
  readonly data: TensorData;
}

export const BYTES_PER_ELEMENT: Readonly<Record<Dtype, number>> = { F64: 8, F32: 4, I32: 4, U8: 1 };

/** The header key of the metadata. No tensor can have this name. */
export const METADATA_KEY = '__metadata__';

/** The format's limit for the header. */
export const MAX_HEADER_BYTES = 100_000_000;

/** The file begins with the header's length, in so many bytes. */
export const LENGTH_BYTES = 8;

/** The number of elements of a shape. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
