import { standInVector } from '../../../lambdas/shared/stand-in-vector.ts';
import { type TextModelFacts, type TextModelName, textModels } from '../../../lambdas/shared/text-models.ts';

/** A request that Bedrock refuses, by the name of its error. */
export class ModelRefusal extends Error {
  readonly status: number;

  constructor(name: string, status: number, message: string) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** What a model answers. */
export interface ModelAnswer {
  readonly body: object;
  readonly tokens: number;
}

/** Characters that make a token, as AWS and Cohere say of English. */
const CHARACTERS_PER_TOKEN = { titan: 4.7, cohere: 4 } as const;
const INPUT_TYPES = ['search_document', 'search_query', 'classification', 'clustering'];
const TRUNCATIONS = ['NONE', 'START', 'END'];

/**
 * Answers as a model of Bedrock does, within the limits that AWS documents. Its vectors know words alone.
 * @throws ModelRefusal
 */
export function invokeModel(name: string, request: unknown): ModelAnswer {
  if (!Object.hasOwn(textModels, name)) throw invalid('The provided model identifier is invalid.');
  const facts: TextModelFacts = textModels[name as TextModelName];
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    throw invalid('Malformed input request: expected type: JSONObject');
  return facts.form === 'titan' ? answerTitan(facts, { ...request }) : answerCohere(facts, { ...request });
}

function answerTitan(facts: TextModelFacts, request: Readonly<Record<string, unknown>>): ModelAnswer {
  checkKeys(request, ['inputText', 'dimensions', 'normalize', 'embeddingTypes']);
  const { inputText, dimensions = Math.max(...facts.dimensions), normalize = true } = request;
  if (typeof inputText !== 'string' || inputText === '')
    throw invalid('Malformed input request: inputText: expected minLength: 1');
  if (inputText.length > facts.charactersPerText)
    throw invalid(`Malformed input request: expected maxLength: ${facts.charactersPerText}`);
  if (!facts.dimensions.some((one) => one === dimensions))
    throw invalid(`Malformed input request: dimensions is not one of ${facts.dimensions.join(', ')}`);
  if (typeof normalize !== 'boolean') throw invalid('Malformed input request: normalize: expected type: Boolean');
  const tokens = countTokens(inputText, 'titan');
  if (tokens > facts.tokensPerText)
    throw invalid(
      `Too many input tokens. Max input tokens: ${facts.tokensPerText}, request input token count: ${tokens}`,
    );
  const embedding = Array.from(standInVector(inputText, Number(dimensions)));
  return { body: { embedding, embeddingsByType: { float: embedding }, inputTextTokenCount: tokens }, tokens };
}

function answerCohere(facts: TextModelFacts, request: Readonly<Record<string, unknown>>): ModelAnswer {
  checkKeys(request, ['texts', 'input_type', 'truncate', 'embedding_types']);
  const { texts, input_type: inputType, truncate = 'NONE' } = request;
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string'))
    throw invalid('Malformed input request: texts: expected type: JSONArray of String');
  if (texts.length > facts.textsPerCall)
    throw invalid(`Malformed input request: expected maxItems: ${facts.textsPerCall}`);
  if (texts.some((text) => text.length > facts.charactersPerText))
    throw invalid(`Malformed input request: expected maxLength: ${facts.charactersPerText}`);
  if (!INPUT_TYPES.some((type) => type === inputType))
    throw invalid(`Malformed input request: input_type is not one of ${INPUT_TYPES.join(', ')}`);
  if (!TRUNCATIONS.some((one) => one === truncate))
    throw invalid(`Malformed input request: truncate is not one of ${TRUNCATIONS.join(', ')}`);
  const counts = texts.map((text) => countTokens(text, 'cohere'));
  if (truncate === 'NONE' && counts.some((count) => count > facts.tokensPerText))
    throw invalid(`too many tokens: a text has more than ${facts.tokensPerText} tokens`);
  const embeddings = texts.map((text) => Array.from(standInVector(text, facts.dimensions[0])));
  const tokens = counts.reduce((sum, count) => sum + Math.min(count, facts.tokensPerText), 0);
  return { body: { id: 'stand-in', response_type: 'embeddings_floats', embeddings, texts }, tokens };
}

function countTokens(text: string, form: TextModelFacts['form']): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN[form]);
}

function checkKeys(request: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const extra = Object.keys(request).find((key) => !known.includes(key));
  if (extra !== undefined) throw invalid(`Malformed input request: extraneous key [${extra}] is not permitted`);
}

function invalid(message: string): ModelRefusal {
  return new ModelRefusal('ValidationException', 400, message);
}
