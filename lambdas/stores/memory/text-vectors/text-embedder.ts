import { type TextEmbedder, TextEmbedderError } from '../../../ports/text-vectors/text-embedder.ts';
import { standInVector } from '../../../shared/stand-in-vector.ts';
import { type TextModel, textModels } from '../../../shared/text-models.ts';

/** Embeds texts by their words alone, within the limits of a model. It counts what it was asked. */
export class MemoryTextEmbedder implements TextEmbedder {
  readonly model: TextModel;
  readonly textsPerCall: number;
  /** The texts of each call that was answered. */
  readonly calls: (readonly string[])[] = [];
  /** What the next calls throw, in this order. */
  readonly failures: TextEmbedderError[] = [];

  constructor(model: TextModel) {
    this.model = model;
    this.textsPerCall = textModels[model.name].textsPerCall;
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    const { textsPerCall, charactersPerText } = textModels[this.model.name];
    const isTaken = (text: string) => text !== '' && text.length <= charactersPerText;
    if (texts.length === 0 || texts.length > textsPerCall || !texts.every(isTaken))
      throw new TextEmbedderError(
        'refused',
        `${texts.length} texts were given, expected 1 to ${textsPerCall} of 1 to ${charactersPerText} characters.`,
      );
    this.calls.push(texts);
    return texts.map((text) => standInVector(text, this.model.dimensions));
  }
}
