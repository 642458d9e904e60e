import { CodedError } from '../../errors/coded-error.ts';
import { cutText } from '../../errors/cut-text.ts';

/** The failures for which the watchdog stops a run (docs/watchdog.md). */
export type WatchdogErrorCode =
  /** The encoder inputs of nearly all products are the same. */
  | 'identical-products'
  /** As `identical-products`, and the products have one category and no other fields. */
  | 'one-category'
  /** Nearly all pairs are the same pair. */
  | 'repeated-pair'
  /** Nearly all positives are their anchors, or have the same inputs. */
  | 'anchor-is-positive'
  /** The margin is 0, so the loss demands no distance between positive and negative. */
  | 'no-margin'
  /** All embeddings point in one direction, and the loss is that of chance. */
  | 'collapsed'
  /** Embeddings or the loss grow without bounds. */
  | 'diverging';

export type TrainingErrorCode =
  | WatchdogErrorCode
  /** There is nothing to learn from: no products, or no pair of two different products. */
  | 'nothing-to-learn'
  /** A loss, gradient or weight is NaN or infinite. */
  | 'not-finite'
  /** A step makes weights so large that later steps could learn nothing. */
  | 'weights-too-large';

/** Thrown when training cannot continue. The message says what to do. */
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

/** Of a pointer, which may have a name of any length, so many characters are in the message. */
const MAX_POINTER_CHARACTERS = 200;

/** Thrown for a configuration that cannot be used. */
export class TrainingConfigError extends CodedError<TrainingConfigErrorCode> {
  /** The place in the configuration (JSON Pointer, RFC 6901). */
  readonly pointer: string;

  /** @param problem What is wrong and what is expected, to be read after the pointer. */
  constructor(code: TrainingConfigErrorCode, pointer: string, problem: string) {
    super(code, `training configuration: ${cutText(pointer, MAX_POINTER_CHARACTERS) || 'the whole'} ${problem}`);
    this.pointer = pointer;
  }
}
