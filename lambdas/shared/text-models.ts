/*
 * The models that can embed the texts of products, by their names in Amazon Bedrock, with the limits that AWS documents. The
 * deployment, the functions, the stand-in on this machine and the documentation read this list.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/titan-embedding-models.html
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html
 */

/** What AWS documents of a model. */
export interface TextModelFacts {
  /** The form of its requests and answers. */
  readonly form: 'titan' | 'cohere';
  /** Numbers that a vector may have; the default comes first. */
  readonly dimensions: readonly [number, ...number[]];
  /** Texts that one call takes. */
  readonly textsPerCall: number;
  /** Characters that one text may have. */
  readonly charactersPerText: number;
  /** Tokens that one text may have. Cohere's models cut longer ones if they are asked to. */
  readonly tokensPerText: number;
}

const cohere = {
  form: 'cohere',
  dimensions: [1024],
  textsPerCall: 96,
  charactersPerText: 2_048,
  tokensPerText: 512,
} as const satisfies TextModelFacts;

/** Every known model by its name. */
export const textModels = {
  'amazon.titan-embed-text-v2:0': {
    form: 'titan',
    // The least that it offers: a vector is stored in its product, with some 9 bytes a number.
    dimensions: [256, 512, 1024],
    textsPerCall: 1,
    charactersPerText: 50_000,
    tokensPerText: 8_192,
  },
  'cohere.embed-english-v3': cohere,
  'cohere.embed-multilingual-v3': cohere,
} as const satisfies Readonly<Record<string, TextModelFacts>>;

export type TextModelName = keyof typeof textModels;

// Object.keys gives the keys of the table.
export const textModelNames = Object.keys(textModels) as readonly TextModelName[];

/** A model, and how many numbers its vectors have. */
export interface TextModel {
  readonly name: TextModelName;
  readonly dimensions: number;
}

/**
 * The name under which products hold the vectors of a model. Vectors of another model or of another length have another name:
 * they cannot be compared.
 */
export function vectorNameOf({ name, dimensions }: TextModel): string {
  return `${name}/${dimensions}`;
}

const vectorNames: ReadonlySet<string> = new Set(
  textModelNames.flatMap((name) => textModels[name].dimensions.map((dimensions) => vectorNameOf({ name, dimensions }))),
);

/** Whether a vector of a product has the name of a known model. */
export function isTextVectorName(name: string): boolean {
  return vectorNames.has(name);
}

/** Why a product with a text got no vector of it. */
export const missingReasons = {
  'over-budget': 'the texts of the day are used up',
  'too-large': 'the record is so long that a vector may not fit beside it',
  'not-embedded': 'the model did not answer in time, or refused the text; a warning says why',
  'no-model': 'the text has changed, and the deployment has no text model any more; the old vector was removed',
} as const;

export type MissingReason = keyof typeof missingReasons;

/** Texts that are embedded in a day at most, where the deployment says nothing else: some 50 million tokens. */
export const DEFAULT_TEXTS_PER_DAY = 100_000;

/** Characters of a product's text that are embedded: the least that every model takes. */
export const TEXT_VECTOR_CHARACTERS = Math.min(...textModelNames.map((name) => textModels[name].charactersPerText));
