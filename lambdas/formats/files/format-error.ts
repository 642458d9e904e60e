import { CodedError } from '../../core/errors/coded-error.ts';

export type FormatErrorCode =
  /** The name of the file has no known ending. */
  | 'unknown-ending'
  /** The gzip stream is damaged or cut off. */
  | 'broken-gzip'
  /** The zip file is damaged, cut off or encrypted, or holds no data file, or several. */
  | 'broken-zip'
  /** The file is of a kind that is not read, such as a workbook or an image. */
  | 'unsupported-format'
  /** The text is UTF-32, or it is no text. */
  | 'unsupported-encoding'
  /** The header of a table cannot be read. */
  | 'broken-header'
  /** The JSON document ends before its last bracket. */
  | 'cut-off'
  /** More bytes after decompression than allowed. */
  | 'too-large'
  /** No column gives a field that each record needs. */
  | 'missing-column'
  /** A mapping names a column that is not in the file. */
  | 'unknown-column'
  /** A mapping is not valid. */
  | 'invalid-mapping'
  /** The XML has no element that is repeated. */
  | 'malformed-xml'
  /** The Parquet file is damaged, or compressed in a way that cannot be read. */
  | 'malformed-parquet'
  /** Too many rows wait for others of their product or order. */
  | 'too-scattered'
  /** Orders where products are expected, or products where orders are. */
  | 'wrong-kind';

/** Thrown if a file cannot be read, or cannot be read further. The lines before are good. */
export class FormatError extends CodedError<FormatErrorCode> {}
