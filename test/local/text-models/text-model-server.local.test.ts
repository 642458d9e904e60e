import { afterEach, describe, expect, it } from 'vitest';
import {
  startTextModelServer,
  type TextModelServer,
  type TextModelServerOptions,
} from '../../../lib/local/text-models/text-model-server.ts';

let server: TextModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const TITAN = 'amazon.titan-embed-text-v2:0';
const COHERE = 'cohere.embed-english-v3';

async function invoke(model: string, body: unknown): Promise<{ status: number; error: string | null; body: unknown }> {
  const url = `${server!.endpoint}/model/${encodeURIComponent(model)}/invoke`;
  const answer = await fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: answer.status, error: answer.headers.get('x-amzn-errortype'), body: await answer.json() };
}

async function start(options?: TextModelServerOptions): Promise<void> {
  server = await startTextModelServer(options);
}

describe('the models on this machine', () => {
  it.each([
    ['a body that is no JSON', TITAN, '{'],
    ['an unknown model', 'amazon.titan-embed-text-v9:0', { inputText: 'a' }],
    ['no text', TITAN, {}],
    ['several texts for Titan', TITAN, { inputText: ['a', 'b'] }],
    ['a field that Titan does not know', TITAN, { inputText: 'a', truncate: 'END' }],
    ['300 dimensions', TITAN, { inputText: 'a', dimensions: 300 }],
    ['more than 50,000 characters', TITAN, { inputText: 'a'.repeat(50_001) }],
    ['more than 8,192 tokens', TITAN, { inputText: 'a'.repeat(40_000) }],
    ['97 texts for Cohere', COHERE, { texts: Array(97).fill('a'), input_type: 'search_document' }],
    ['2,049 characters for Cohere', COHERE, { texts: ['a'.repeat(2049)], input_type: 'search_document' }],
    ['no input type for Cohere', COHERE, { texts: ['a'] }],
    ['another truncation', COHERE, { texts: ['a'], input_type: 'search_query', truncate: 'MIDDLE' }],
  ])('refuse %s as invalid', async (_, model, body) => {
    await start();
    expect(await invoke(model, body)).toMatchObject({ status: 400, error: 'ValidationException' });
  });

  it('answer in the form of each family', async () => {
    await start();
    expect(await invoke(TITAN, { inputText: 'a lamp', dimensions: 512 })).toMatchObject({
      body: { embedding: { length: 512 }, inputTextTokenCount: 2, embeddingsByType: { float: { length: 512 } } },
    });
    expect(await invoke(TITAN, { inputText: 'a lamp' })).toMatchObject({ body: { embedding: { length: 1024 } } });
    const texts = Array(96).fill('a lamp');
    expect(await invoke(COHERE, { texts, input_type: 'search_document' })).toMatchObject({
      body: { response_type: 'embeddings_floats', embeddings: { length: 96 }, texts },
    });
  });

  it('throttle calls beyond the tokens of a minute, until time has passed', async () => {
    let now = 0;
    await start({ tokensPerMinute: 600, nowMilliseconds: () => now });
    const ask = () => invoke(TITAN, { inputText: 'a'.repeat(470) });
    // The tokens of one second, and what the call takes beyond them as a debt.
    expect((await ask()).status).toBe(200);
    expect(await ask()).toMatchObject({ status: 429, error: 'ThrottlingException' });
    now += 10_000;
    expect((await ask()).status).toBe(200);
  });
});
