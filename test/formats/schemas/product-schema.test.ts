import { describe, expect, it } from 'vitest';
import { describeIssue } from '../../../lambdas/formats/files/rejected-record.ts';
import { judgingRowSchema } from '../../../lambdas/formats/schemas/judging-schema.ts';
import { productSchema } from '../../../lambdas/formats/schemas/product-schema.ts';
import { chooseTrainingRowSchema } from '../../../lambdas/formats/schemas/training-schema.ts';

/** What is wrong with a value, or undefined. */
function problemOf(schema: typeof productSchema | ReturnType<typeof chooseTrainingRowSchema>, value: unknown) {
  const { success, error } = schema.safeParse(value);
  return success ? undefined : describeIssue(error!);
}

const half = 'lamp-\ud83d';
const whole = 'lamp-\ud83d\udca1';

describe('an id that ends in half a character', () => {
  it.each([
    ['a product', productSchema, { id: half }, '/id'],
    ['an anchor', chooseTrainingRowSchema({}), { anchor: half, positive: 'b' }, '/anchor'],
    ['a negative', chooseTrainingRowSchema({}), { anchor: 'a', positive: 'b', negative: half }, '/negative'],
    ['a product by value', chooseTrainingRowSchema({}), { anchor: { id: half }, positive: 'b' }, '/anchor'],
    ['an item', chooseTrainingRowSchema({ items: 1 }), { items: ['a', half], kind: 'basket' }, '/items/1'],
    ['a positive of a query', chooseTrainingRowSchema({ query: 1 }), { query: 'q', positive: half }, '/positive'],
    ['a judged query', judgingRowSchema, { query: half, relevant: ['a'] }, '/query'],
    ['a relevant product', judgingRowSchema, { query: 'a', relevant: [half] }, '/relevant/0'],
    ['a masked product', judgingRowSchema, { query: 'a', relevant: ['b'], mask: [half] }, '/mask/0'],
  ])('of %s is refused', (what, schema, value, pointer) => {
    const problem = problemOf(schema as typeof productSchema, value);
    expect(problem).toContain(pointer);
    if (what !== 'a product by value') expect(problem).toContain('half a character');
    const mended = JSON.parse(JSON.stringify(value).replaceAll('\\ud83d', '\ud83d\udca1'));
    expect(problemOf(schema as typeof productSchema, mended)).toBeUndefined();
  });

  it('is fine if the character is whole, and in texts', () => {
    expect(problemOf(productSchema, { id: whole, title: 'Gift box \ud83c', brand: '\udc00' })).toBeUndefined();
  });
});

describe('the category and the payload of a product', () => {
  it.each([
    { category: 'Home > Lamps' },
    { category: ['Home', 'Lamps'] },
    { category: [['Home', 'Lamps'], ['Sale']] },
    { category: [['Home', 'Lamps'], 'Sale'] },
    { payload: { stock: 3, inStock: true, url: 'https://a.example', images: ['a', 'b'] } },
  ])('may be %j', (fields) => {
    expect(problemOf(productSchema, { id: 'a', ...fields })).toBeUndefined();
  });

  it.each([
    [{ category: 7 }, '/category: expected a category, a path'],
    [{ category: Array(21).fill('a') }, '/category: expected a category, a path of at most 20'],
    [{ category: Array(51).fill(['a']) }, '/category: expected a category, a path'],
    [{ category: [['a'], 7] }, '/category: expected a category, a path'],
    [{ payload: { stock: { here: 3 } } }, '/payload/stock'],
    [{ payload: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`n${i}`, i])) }, '/payload: at most 200'],
  ])('may not be %j', (fields, problem) => {
    expect(problemOf(productSchema, { id: 'a', ...fields })).toContain(problem);
  });
});
