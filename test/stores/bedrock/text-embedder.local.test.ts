import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BedrockTextEmbedder } from '../../../lambdas/stores/bedrock/text-embedder.ts';
import { ModelRefusal } from '../../../lib/local/text-models/invoke-model.ts';
import { startTextModelServer, type TextModelServer } from '../../../lib/local/text-models/text-model-server.ts';
import { describeTextEmbedder } from '../../contracts/text-vectors.contract.ts';
import { textModelClient } from '../../support/local/local-servers.ts';

const titan = { name: 'amazon.titan-embed-text-v2:0', dimensions: 256 } as const;

let server: TextModelServer;
let client: BedrockRuntimeClient;
let failures: ModelRefusal[];
beforeAll(async () => {
  failures = [];
  server = await startTextModelServer({ failureOf: () => failures.shift() });
  client = textModelClient(server.endpoint);
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

describeTextEmbedder('BedrockTextEmbedder', (model) => new BedrockTextEmbedder(client, model));

/** The code with which an embedder fails. */
function codeOf(embedder: BedrockTextEmbedder): Promise<string> {
  return embedder.embed(['a lamp']).then(
    () => 'no failure',
    (cause) => cause.code,
  );
}

describe('BedrockTextEmbedder', () => {
  it.each([
    ['ThrottlingException', 429, 'too-fast'],
    ['ModelNotReadyException', 429, 'too-fast'],
    ['ServiceQuotaExceededException', 400, 'too-fast'],
    ['ModelTimeoutException', 408, 'unavailable'],
    ['ModelErrorException', 424, 'unavailable'],
    ['ServiceUnavailableException', 503, 'unavailable'],
    ['InternalServerException', 500, 'unavailable'],
    ['ValidationException', 400, 'refused'],
    ['AccessDeniedException', 403, 'misconfigured'],
    ['ResourceNotFoundException', 404, 'misconfigured'],
  ])('throws %s (%i) of Bedrock as %s, after one attempt', async (name, status, code) => {
    failures = [new ModelRefusal(name, status, 'no')];
    expect(await codeOf(new BedrockTextEmbedder(client, titan))).toBe(code);
    expect(failures).toEqual([]);
  });

  it('throws unavailable if nobody answers', async () => {
    const gone = await startTextModelServer();
    await gone.close();
    expect(await codeOf(new BedrockTextEmbedder(textModelClient(gone.endpoint), titan))).toBe('unavailable');
  });

  it.each([
    ['no JSON', 'hello'],
    ['no vector', '{}'],
    ['a vector of another length', '{"embedding":[1,2,3]}'],
    ['a number that is none', JSON.stringify({ embedding: Array(256).fill(null) })],
  ])('throws unavailable for an answer with %s', async (_, body) => {
    const stub = new BedrockRuntimeClient({ region: 'us-east-1' });
    mockClient(stub).resolves({ body: { transformToString: () => body } } as never);
    expect(await codeOf(new BedrockTextEmbedder(stub, titan))).toBe('unavailable');
  });
});
