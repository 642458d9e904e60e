import fc from 'fast-check';
import { routes } from '../../../lambdas/http/routes.ts';

/** A request of any body to a route that takes one: bodies near the right ones, and any JSON. */
export function arbitraryBodyRequests() {
  const number = fc.oneof(fc.double(), fc.constantFrom(1e308, -0, 5e-324));
  const vector = fc.array(number, { maxLength: 3 });
  const reference = fc.oneof(
    fc.string(),
    vector,
    fc.record({ id: fc.string(), features: vector }, { requiredKeys: [] }),
    fc.jsonValue(),
  );
  const triplet = fc.record({ anchor: reference, positive: reference, negative: reference });
  const operation = fc.record(
    {
      op: fc.constantFrom('put', 'patch', 'delete'),
      id: fc.string(),
      product: reference,
      patch: fc.dictionary(fc.constantFrom('title', 'id', 'features', 'payload'), fc.jsonValue()),
      ifMatch: fc.string(),
    },
    { requiredKeys: ['op'] },
  );
  const likely = fc.record(
    {
      items: fc.array(reference, { maxLength: 4 }),
      triplets: fc.array(triplet, { maxLength: 3 }),
      learningRate: number,
      margin: number,
      steps: fc.integer({ max: 5 }),
      store: fc.boolean(),
      create: fc.jsonValue(),
      title: fc.jsonValue(),
      features: reference,
      attributes: fc.dictionary(fc.string(), fc.jsonValue()),
      operations: fc.array(fc.oneof(operation, fc.jsonValue()), { maxLength: 4 }),
    },
    { requiredKeys: [] },
  );
  const target = fc.constantFrom<[string, string]>(
    ['POST', '/v1/train'],
    ['POST', '/v1/embeddings'],
    ['PUT', '/v1/products/a'],
    ['PATCH', '/v1/products/a'],
    ['POST', '/v1/products:batch'],
  );
  return fc.tuple(target, fc.oneof(likely, fc.jsonValue()));
}

/** A request to any route with anything for its path parameter and its query. */
export function arbitraryTargets() {
  const odd = fc.constantFrom(
    '%',
    '%E0%A4%A',
    '__proto__',
    'constructor',
    '..',
    '%00',
    '%F0%9F%91%9F',
    'a'.repeat(2000),
  );
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), odd);
  const name = fc.constantFrom('id', 'key', 'limit', 'cursor', 'minScore', 'excludeIds', 'include', 'filter');
  const query = fc.array(fc.tuple(name, text));
  // The page of the documentation is a file beside the bundle.
  const inSources = routes.filter(({ path }) => path !== '/v1/docs');
  return fc.tuple(fc.constantFrom(...inSources), text, query).map(([{ method, path }, parameter, pairs]) => {
    const segment = parameter.replaceAll(/[/?\s]/g, '') || 'x';
    const target = path.replaceAll(/\{[^}]+\}/g, () => segment);
    return { method, target: `${target}?${pairs.map((pair) => pair.join('=')).join('&')}` };
  });
}
