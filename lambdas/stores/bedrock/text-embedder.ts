import { type BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { type TextEmbedder, TextEmbedderError } from '../../ports/text-vectors/text-embedder.ts';
import { type TextModel, textModels, vectorNameOf } from '../../shared/text-models.ts';
import { failureName, failureStatus, isThrottled, toStoreError } from '../aws/aws-failure.ts';
import { type ModelForm, modelForms } from './model-forms.ts';

/** A quota of the account, and a model that is being loaded: like throttled calls, they need a longer wait. */
const TOO_FAST_NAMES = new Set(['ServiceQuotaExceededException', 'ModelNotReadyException']);
/** Failures of the model, whose status says that the request was at fault. */
const MODEL_FAILURES = new Set(['ModelTimeoutException', 'ModelErrorException']);
const [FIRST_CLIENT_ERROR, FIRST_SERVER_ERROR] = [400, 500];

/** The models of Amazon Bedrock, by `InvokeModel`. */
export class BedrockTextEmbedder implements TextEmbedder {
  readonly model: TextModel;
  readonly textsPerCall: number;
  readonly #client: BedrockRuntimeClient;
  readonly #form: ModelForm;

  /** @param client Makes one attempt at each call: who waits, and for how long, is decided by the caller. */
  constructor(client: BedrockRuntimeClient, model: TextModel) {
    this.#client = client;
    this.model = model;
    this.textsPerCall = textModels[model.name].textsPerCall;
    this.#form = modelForms[textModels[model.name].form];
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    const command = new InvokeModelCommand({
      modelId: this.model.name,
      contentType: 'application/json',
      accept: 'application/json',
      body: JSON.stringify(this.#form.write(texts, this.model)),
    });
    let body: string;
    try {
      body = (await this.#client.send(command)).body.transformToString();
    } catch (cause) {
      throw this.#toError(cause, texts.length);
    }
    return this.#readVectors(body, texts.length);
  }

  #readVectors(body: string, count: number): Float32Array[] {
    const vectors = this.#form.read(parseJson(body));
    const { dimensions } = this.model;
    const isSound = (vector: unknown): vector is number[] =>
      Array.isArray(vector) && vector.length === dimensions && vector.every((x) => Number.isFinite(x));
    if (vectors.length === count && vectors.every(isSound)) return vectors.map((vector) => Float32Array.from(vector));
    const expected = `expected ${count} vectors of ${dimensions} finite numbers`;
    throw new TextEmbedderError(
      'unavailable',
      `${this.#name} gave an answer that cannot be read, ${expected}: try again.`,
    );
  }

  get #name(): string {
    return vectorNameOf(this.model);
  }

  #toError(cause: unknown, count: number): TextEmbedderError {
    const [name = 'no name', status = 0] = [failureName(cause), failureStatus(cause)];
    const fault = (code: TextEmbedderError['code'], detail: string) =>
      new TextEmbedderError(code, `${this.#name} did not embed ${count} texts (${name}): ${detail}.`, { cause });
    if (isThrottled(cause) || TOO_FAST_NAMES.has(name)) return fault('too-fast', 'send fewer, or raise the quota');
    const store = toStoreError('the call', cause);
    if (store instanceof Error && 'code' in store && store.code === 'misconfigured')
      return fault(
        'misconfigured',
        'allow bedrock:InvokeModel on the model, and enable the model in the account and region',
      );
    const isRefusal = status >= FIRST_CLIENT_ERROR && status < FIRST_SERVER_ERROR && !MODEL_FAILURES.has(name);
    return isRefusal && store === cause
      ? fault('refused', 'the model does not take a text of them')
      : fault('unavailable', 'try again');
  }
}

/** The value, or undefined for text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
