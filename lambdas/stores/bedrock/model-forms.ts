import type { TextModel, TextModelFacts } from '../../shared/text-models.ts';

/** How requests to a family of models are written, and their answers read. */
export interface ModelForm {
  /** The body of a request. */
  readonly write: (texts: readonly string[], model: TextModel) => object;
  /** The vectors of an answer, unchecked; none if it has no place for them. */
  readonly read: (answer: unknown) => readonly unknown[];
}

/** By the name of the family. */
export const modelForms: Readonly<Record<TextModelFacts['form'], ModelForm>> = {
  titan: {
    write: ([inputText], { dimensions }) => ({ inputText, dimensions, normalize: true }),
    read: (answer) => [fieldOf(answer, 'embedding')],
  },
  cohere: {
    // Products are compared with products: all of them are documents.
    write: (texts) => ({ texts, input_type: 'search_document', truncate: 'END' }),
    read: (answer) => {
      const embeddings = fieldOf(answer, 'embeddings');
      return Array.isArray(embeddings) ? embeddings : [];
    },
  },
};

function fieldOf(answer: unknown, name: string): unknown {
  return typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
}
