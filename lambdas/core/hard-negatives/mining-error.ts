import { CodedError } from '../errors/coded-error.ts';

export type MiningErrorCode =
  /** An option is outside its range. */
  | 'out-of-range'
  /** The rank range is empty. */
  | 'empty-range'
  /** No product of the catalog has a known positive: there is no score to compare with, and no row to write. */
  | 'no-positives';

/** Thrown when negatives cannot be mined; the cure is in the message. */
export class MiningError extends CodedError<MiningErrorCode> {
  constructor(code: MiningErrorCode, message: string) {
    super(code, `mining: ${message}`);
  }
}
