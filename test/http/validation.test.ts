import { describe, expect, it } from 'vitest';
import { HttpProblem } from '../../lambdas/http/problems.ts';
import { embeddingsSchema, putProductSchema, trainStepSchema } from '../../lambdas/http/request-schemas.ts';
import { validateBody } from '../../lambdas/http/validation.ts';

function problemOf(schema: Parameters<typeof validateBody>[0], body: unknown): HttpProblem {
  try {
    validateBody(schema, body);
  } catch (cause) {
    if (cause instanceof HttpProblem) return cause;
  }
  throw new Error('the body was taken, or refused by something else');
}

const triplet = { anchor: 'a', positive: 'b', negative: 'c' };

describe('validateBody', () => {
  it.each([
    ['no object', trainStepSchema, [], ''],
    ['no triplets', trainStepSchema, {}, '/triplets'],
    ['an empty batch', trainStepSchema, { triplets: [] }, '/triplets'],
    ['too many triplets', trainStepSchema, { triplets: Array(1001).fill(triplet) }, '/triplets'],
    [
      'a missing part',
      trainStepSchema,
      { triplets: [triplet, { anchor: 'a', positive: 'b' }] },
      '/triplets/1/negative',
    ],
    ['a null in a vector', trainStepSchema, { triplets: [{ ...triplet, anchor: [1, null] }] }, '/triplets/0/anchor/1'],
    ['a number that is text', embeddingsSchema, { items: [[1, '2']] }, '/items/0/1'],
    ['an overflowing number', embeddingsSchema, { items: [JSON.parse('[1e999]')] }, '/items/0/0'],
    ['an empty vector', embeddingsSchema, { items: ['a', []] }, '/items/1'],
    ['an id that is a number', embeddingsSchema, { items: [7] }, '/items/0'],
    ['a product without id', embeddingsSchema, { items: [{ title: 'x' }] }, '/items/0/id'],
    ['a wrong field of a product', embeddingsSchema, { items: [{ id: 'a', price: 'x' }] }, '/items/0/price'],
    ['an unknown version', embeddingsSchema, { items: ['a'], version: 'newest' }, '/version'],
    ['a learning rate of 0', trainStepSchema, { triplets: [triplet], learningRate: 0 }, '/learningRate'],
    ['half a step', trainStepSchema, { triplets: [triplet], steps: 1.5 }, '/steps'],
    ['a huge dimension', trainStepSchema, { triplets: [triplet], create: { dim: 1025 } }, '/create/dim'],
    ['an attribute of a wrong type', putProductSchema, { attributes: { 'a/b~c': {} } }, '/attributes/a~1b~0c'],
  ] as const)('names the place of %s', (_what, schema, body, pointer) => {
    const problem = problemOf(schema, body);
    expect(problem.code).toBe('invalid-request');
    expect(problem.extras.errors?.[0]).toMatchObject({ pointer, code: expect.stringMatching(/^[a-z-]+$/) });
  });

  it.each([
    [{ a: { b: 1 } }, '/attributes/a', 'expected a text, a number, true or false, or a list of texts'],
    [{ a: [1, 2] }, '/attributes/a', 'expected a text, a number, true or false, or a list of texts'],
    [{ '': 1 }, '/attributes/', 'expected names of 1 to 200 characters'],
  ])('says what the attributes %j should be', (attributes, pointer, detail) => {
    expect(problemOf(putProductSchema, { attributes }).extras.errors).toMatchObject([{ pointer, detail }]);
  });

  it('refuses each unknown field at its place, with the field that may be meant, or with all', () => {
    const body = { triplets: [{ ...triplet, anchr: 'a' }], epoch: 3, lerningRate: 1, colour: 2, create: { dims: 3 } };
    const { errors } = problemOf(trainStepSchema, body).extras;
    expect(errors).toEqual(
      [
        ['/triplets/0/anchr', '"anchr" is no field here: did you mean anchor?'],
        ['/create/dims', '"dims" is no field here: did you mean dim?'],
        ['/epoch', '"epoch" is no field here: did you mean steps?'],
        ['/lerningRate', '"lerningRate" is no field here: did you mean learningRate?'],
        [
          '/colour',
          '"colour" is no field here: expected triplets, learningRate, margin, gradient, steps, batchSize, create',
        ],
      ].map(([pointer, detail]) => ({ pointer, code: 'unknown-field', detail })),
    );
  });

  it('names unknown fields with line ends and other control characters by themselves', () => {
    const body = { triplets: [triplet], 'a\nb': 1, 'c\n': 2 };
    const { errors } = problemOf(trainStepSchema, body).extras;
    expect(errors?.map(({ pointer, detail }) => [pointer, detail.split(' ')[0]])).toEqual([
      ['/a\nb', '"a\\nb"'],
      ['/c\n', '"c\\n"'],
    ]);
  });

  it('names at most 20 places', () => {
    const problem = problemOf(embeddingsSchema, { items: Array(100).fill(0) });
    expect(problem.extras.errors).toHaveLength(20);
    expect(problem.message).toContain('and 99 more');
  });

  it('checks the length of an array before its entries', () => {
    const problem = problemOf(embeddingsSchema, { items: [Array(500_000).fill('x')] });
    expect(problem.extras.errors).toEqual([
      { pointer: '/items/0', code: 'too-big', detail: expect.stringContaining('4096') },
    ]);
  });

  it('does not repeat values in its errors, because they may be personal', () => {
    expect(
      JSON.stringify(problemOf(putProductSchema, { title: { secret: 'hunter2' }, price: 'hunter2' })),
    ).not.toContain('hunter2');
  });

  it('does not change the prototype', () => {
    const body = JSON.parse('{"__proto__": {"polluted": 1}, "attributes": {"__proto__": "x", "constructor": "y"}}');
    const valid = validateBody(putProductSchema, body) as { attributes: object };
    expect(Object.getPrototypeOf(valid.attributes)).toBe(Object.prototype);
    expect(valid).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });

  it('adds the defaults of a training step', () => {
    expect(validateBody(trainStepSchema, { triplets: [triplet], create: { dim: 3 } })).toEqual({
      triplets: [triplet],
      learningRate: 0.1,
      margin: 1,
      gradient: 'exact',
      steps: 1,
      create: { dim: 3, seed: 0 },
    });
  });
});
