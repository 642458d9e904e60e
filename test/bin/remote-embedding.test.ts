import { describe, expect, it } from 'vitest';
import { embedInDeployment, type RemoteEmbedding } from '../../bin/remote/remote-embedding.ts';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { KindredClient } from '../../lib/client/client.ts';
import { ProblemError } from '../../lib/client/errors.ts';

type Body = Parameters<KindredClient['embedProducts']>[0]['body'];

/** Products whose title is their place. */
const numbered = (count: number): Product[] =>
  Array.from({ length: count }, (_, i) => ({ id: `p${i}`, title: String(i) }));

/** A deployment whose vectors are the titles of products. The live version changes with each request. */
async function embed(
  products: readonly Product[],
  version?: string,
  refuse: (body: Body) => readonly number[] = () => [],
) {
  const sent: Body[] = [];
  const client = {
    embedProducts: async ({ body }: { body: Body }) => {
      sent.push(body);
      const refused = refuse(body);
      if (refused.length > 0) throw refusal(refused);
      const data = body.items.map((item, index) => {
        const { id, title } = item as Product;
        if (title === 'mute') return { index, id, problem: { detail: 'nothing can be read' } };
        return { index, id, vector: [Number(title)], stored: false };
      });
      return { data, modelVersion: body.version?.startsWith('m-') ? body.version : `m-${sent.length}` };
    },
  };
  const embeddings: RemoteEmbedding[] = [];
  const versions = new Set<string | undefined>();
  // Only this operation is called.
  for await (const one of embedInDeployment(client as unknown as KindredClient, products, version)) {
    embeddings.push(...one.embeddings);
    versions.add(one.modelVersion);
  }
  return { sent, embeddings, versions: [...versions] };
}

function refusal(indexes: readonly number[]): ProblemError {
  const errors = indexes.map((index) => ({ pointer: `/items/${index}/features`, code: 'x', detail: 'has 2 numbers' }));
  const problem = {
    ...{ type: 't', title: 't', status: 422, code: 'invalid-request' as const, detail: 'd', cure: 'c' },
    ...{ instance: 'urn:r', errors },
  };
  return new ProblemError({ operation: 'embedProducts', attempts: 1 }, problem);
}

describe('embedInDeployment', () => {
  it('sends at most 100 products a request, and gives the vectors in the order of the products', async () => {
    const { sent, embeddings } = await embed(numbered(950));
    expect(sent.map(({ items }) => items.length)).toEqual([...Array(9).fill(100), 50]);
    expect(embeddings.map((one) => ('vector' in one ? one.vector[0] : undefined))).toEqual([...Array(950).keys()]);
  });

  it('embeds all products with the version of the first answer, also if another one goes live meanwhile', async () => {
    const { sent, versions } = await embed(numbered(950));
    expect(versions).toEqual(['m-1']);
    expect(sent.map(({ version }) => version)).toEqual([undefined, ...Array(9).fill('m-1')]);
    expect((await embed(numbered(150), 'head')).sent.map(({ version }) => version)).toEqual(['head', 'm-1']);
  });

  it('keeps each body below the limit of the API', async () => {
    const long = numbered(30).map((product) => ({ ...product, description: 'ä'.repeat(100_000) }));
    const { sent, embeddings } = await embed(long);
    expect(embeddings).toHaveLength(30);
    for (const body of sent) expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(1024 ** 2);
  });

  it('leaves out the products for which the API refuses a request, and sends the others again', async () => {
    const refuse = ({ items }: Body) =>
      items.flatMap((item, i) => (['p1', 'p3'].includes((item as Product).id) ? [i] : []));
    const mute = { id: 'mute', title: 'mute' };
    const { embeddings } = await embed([...numbered(5), mute], undefined, refuse);
    expect(embeddings.map((one) => ('vector' in one ? one.vector[0] : one.notEmbeddable))).toEqual([
      ...[0, 'has 2 numbers', 2, 'has 2 numbers', 4],
      'nothing can be read',
    ]);
    const none = await embed(numbered(2), undefined, ({ items }) => [...items.keys()]);
    expect(none.embeddings.map((one) => 'notEmbeddable' in one)).toEqual([true, true]);
  });

  it('throws every other error of the client', async () => {
    let calls = 0;
    // It ends by itself: a client that repeats the request shall fail this test, not run for ever.
    const noCause = embed(numbered(2), undefined, () => {
      calls += 1;
      if (calls <= 10) throw new TypeError('broken');
      return [];
    });
    await expect(noCause).rejects.toThrow('broken');
    expect(calls).toBe(1);
  });
});
