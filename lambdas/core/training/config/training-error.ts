import { CodedError } from '../../errors/coded-error.ts';

/** Failures that the watchdog stops a run for (docs/watchdog.md). */
export type WatchdogErrorCode =
  /** What the encoder reads of nearly all products is the same. */
  | 'identical-products'
  /** The same, and it is one category and nothing else. */
  | 'one-category'
  /** Nearly all pairs are one and the same. */
  | 'repeated-pair'
  /** Nearly all positives are their anchors, or read the same. */
  | 'anchor-is-positive'
  /** The triplet loss asks for no distance between positive and negative. */
  | 'no-margin'
  /** All embeddings point the same way, and the loss is what chance gives. */
  | 'collapsed'
  /** Embeddings or the loss grow without bounds. */
  | 'diverging';

export type TrainingErrorCode =
  | WatchdogErrorCode
  /** There is nothing to learn from: no products, or no pair of two different products. */
  | 'nothing-to-learn'
  /** A loss, gradient or weight is NaN or infinite. */
  | 'not-finite';

/** Thrown when training cannot go on; what to do is in the message. */
export class TrainingError extends CodedError<TrainingErrorCode> {
  constructor(code: TrainingErrorCode, message: string) {
    super(code, `training: ${message}`);
  }
}

export type TrainingConfigErrorCode =
  | 'unknown-field'
  | 'wrong-type'
  | 'out-of-range'
  /** Valid by itself, but not together with another setting. */
  | 'unfit-combination';

/** Thrown for a configuration that cannot be used. */
export class TrainingConfigError extends CodedError<TrainingConfigErrorCode> {
  /** The place in the configuration (JSON Pointer, RFC 6901). */
  readonly pointer: string;

  /** @param problem What is wrong and what is expected, to be read after the pointer. */
  constructor(code: TrainingConfigErrorCode, pointer: string, problem: string) {
    super(code, `training configuration: ${pointer || 'the whole'} ${problem}`);
    this.pointer = pointer;
  }
}
