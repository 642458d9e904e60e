/** The code of a value that is too rare to have its own. */
export const OTHERS = 254;
/** The code of products that have no value. */
export const MISSING = 255;
/** How many codes there are. */
export const CODES = 256;
/** The highest coordinate: points lie between 0 and this on both axes. */
export const MAX_COORDINATE = 65_535;

/** A place, from left to right and from top to bottom or from bottom to top. */
export type Position = readonly [x: number, y: number];

/** Some points of the map, column by column. */
export interface PointPart {
  /** The row of its first point. */
  readonly firstRow: number;
  readonly count: number;
  readonly x: Uint16Array<ArrayBuffer>;
  readonly y: Uint16Array<ArrayBuffer>;
  /** For each colour of the map, the code of each point. */
  readonly codes: readonly Uint8Array<ArrayBuffer>[];
  /** All columns in the order above, as they were sent. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How a map is cut into parts. */
interface Cut {
  readonly products: number;
  readonly pointsPerPart: number;
  readonly colours: readonly unknown[];
}

/**
 * Reads the points of a part. Nothing is copied, unless the bytes do not lie at an even address.
 * @throws Error if the part has not as many bytes as its points need
 */
export function decodePart(sent: Uint8Array, part: number, { products, pointsPerPart, colours }: Cut): PointPart {
  const firstRow = part * pointsPerPart;
  const count = Math.min(pointsPerPart, products - firstRow);
  const expected = count * (4 + colours.length);
  if (sent.length !== expected) {
    throw new Error(
      `Part ${part} of the map has ${sent.length} bytes. Its ${count} points need ${expected}. Publish the version again to make its map again.`,
    );
  }
  const { buffer: memory, byteOffset: start } = sent;
  const isInPlace = memory instanceof ArrayBuffer && start % 2 === 0;
  const bytes = isInPlace ? new Uint8Array(memory, start, sent.length) : new Uint8Array(sent);
  const { buffer, byteOffset } = bytes;
  return {
    firstRow,
    count,
    x: new Uint16Array(buffer, byteOffset, count),
    y: new Uint16Array(buffer, byteOffset + 2 * count, count),
    codes: colours.map((_, i) => new Uint8Array(buffer, byteOffset + (4 + i) * count, count)),
    bytes,
  };
}
