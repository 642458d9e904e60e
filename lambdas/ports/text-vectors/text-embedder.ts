import { CodedError } from '../../core/errors/coded-error.ts';
import type { TextModel } from '../../shared/text-models.ts';

type TextEmbedderErrorCode =
  /** The calls come too fast, or a quota is used up: try again later. */
  | 'too-fast'
  /** No answer, or an answer that cannot be read: try again. */
  | 'unavailable'
  /** The model does not take these texts. If there are several, it may take some of them. */
  | 'refused'
  /** The permissions are missing, or the model is not enabled: until someone mends that, no attempt succeeds. */
  | 'misconfigured';

/** Thrown by every text embedder: the code says what to do next. */
export class TextEmbedderError extends CodedError<TextEmbedderErrorCode> {}

/** Turns texts into vectors by a model that somebody else has trained. */
export interface TextEmbedder {
  readonly model: TextModel;
  /** At most so many texts are taken at once. */
  readonly textsPerCall: number;
  /**
   * Embeds texts in one call, without retries. The same text has the same vector.
   * @param texts 1 to `textsPerCall`, none of them empty.
   * @returns for each text its vector of `model.dimensions` finite numbers
   * @throws TextEmbedderError
   */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}
