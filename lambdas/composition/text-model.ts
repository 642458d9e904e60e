import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type TextModel, textModelNames } from '../shared/text-models.ts';
import { BedrockTextEmbedder } from '../stores/bedrock/text-embedder.ts';
import { DynamoTextVectorStore } from '../stores/dynamodb/registry-table/text-vector-store.ts';
import { TextVectors } from '../use-cases/text-vectors/text-vectors.ts';
import { dynamoDb } from './aws-clients.ts';
import { clock, metrics } from './compose.ts';
import { choiceVariable, requiredVariable } from './environment.ts';
import { logWarning } from './logger.ts';
import { useTextVectors } from './text-vectors.ts';
import { timeToWait, unprocessedBackoff } from './throttling.ts';

const CONNECTION_TIMEOUT_MILLISECONDS = 1000;
/** Models answer within some tenths of a second. */
const REQUEST_TIMEOUT_MILLISECONDS = 5000;

export interface TextModelOptions {
  /** For so long texts are tried again that the model does not embed at once. */
  readonly patienceSeconds: number;
}

/** Gives this function the text model that its variables name. */
export function useTextModel({ patienceSeconds }: TextModelOptions): void {
  useTextVectors(
    () =>
      new TextVectors({
        embedder: new BedrockTextEmbedder(bedrock(), readModel()),
        store: new DynamoTextVectorStore(dynamoDb(), requiredVariable('REGISTRY_TABLE'), {
          backoff: unprocessedBackoff,
          onCorrupt: (cause) => logWarning('a stored vector of a text cannot be read, and is made again', cause),
        }),
        metrics: metrics(),
        clock,
        textsPerDay: Number(requiredVariable('TEXTS_PER_DAY')),
        patienceSeconds,
        timeToWait,
        onWarning: (cause) => logWarning('texts of products have no vector', cause),
      }),
  );
}

function readModel(): TextModel {
  const [first, ...others] = textModelNames;
  return {
    name: choiceVariable('TEXT_MODEL', [first!, ...others]),
    dimensions: Number(requiredVariable('TEXT_MODEL_DIMENSIONS')),
  };
}

/** Makes one attempt at a call: repeating it is part of the patience. */
function bedrock(): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    maxAttempts: 1,
    // The default of this client is HTTP/2, whose connections do not outlast the pauses of a function.
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS,
      requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
      throwOnRequestTimeout: true,
    }),
  });
}
