import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { LEAST_AUTO_DIM } from '../../lambdas/core/training/config/auto-dimension.ts';
import { readDeploymentOptions } from '../../lib/constructs/options/deployment-options.ts';
import { allowedBy, resourcesOf, synthesize } from '../support/local/template.ts';

const read = (context: Record<string, unknown>) => readDeploymentOptions(new App({ context }).node).vectorIndex;
const indexed = { search: 'dynamodb' };
const migrating = {
  search: 'dynamodb',
  trainingConfig: '{"dim":64}',
  searchFilters: 'brand, attributes.colour',
  keepSearchIndex: 'vectors-256:brand',
};
const other = { ...indexed, trainingConfig: '{"dim":64}', searchFilters: 'brand, attributes.colour' };
// Once, before the tests: it takes seconds.
for (const context of [{}, { search: 'exact' }, indexed, other, migrating]) synthesize(context);

function productsTable(context: Record<string, unknown>) {
  const tables = resourcesOf(synthesize(context).template, 'AWS::DynamoDB::Table');
  return tables.find(([id]) => id.startsWith('StorageProducts'))![1].Properties;
}

/** The functions that have a variable, by the beginnings of their ids. */
function functionsWith(context: Record<string, unknown>, variable: string): string[] {
  return resourcesOf(synthesize(context).template, 'AWS::Lambda::Function')
    .filter(([, { Properties }]) => variable in Properties.Environment.Variables)
    .map(([id]) => id.replace(/Function.*/, ''));
}

describe('search=exact, the default', () => {
  it('has no vector index, and no function with its variable', () => {
    expect(productsTable({}).VectorIndexes).toBeUndefined();
    expect(synthesize({ search: 'exact' }).template.toJSON()).toEqual(synthesize().template.toJSON());
    expect(functionsWith({}, 'VECTOR_INDEX')).toEqual([]);
    expect(JSON.stringify(synthesize().template.toJSON())).not.toContain('SearchVectors');
  });
});

describe('search=dynamodb', () => {
  it('fixes the numbers of a vector at those of the index, which a run must not choose', () => {
    const configOf = (context: Record<string, unknown>) =>
      JSON.parse(readDeploymentOptions(new App({ context }).node).trainingConfig);
    expect(configOf(indexed)).toEqual({ dim: 256 });
    expect(configOf({ ...indexed, trainingConfig: '{"dim":"auto","epochs":4}' })).toEqual({ dim: 256, epochs: 4 });
    expect(configOf(other)).toEqual({ dim: 64 });
    expect(configOf({})).toEqual({});
  });

  it('adds a vector index to the products table, partitioned by model version', () => {
    const { AttributeDefinitions, VectorIndexes, BillingMode, GlobalSecondaryIndexes } = productsTable(indexed);
    expect(VectorIndexes).toEqual([
      {
        IndexName: 'vectors-256',
        VectorAttribute: { AttributeName: 'numbers256' },
        Dimensions: 256,
        DistanceFunction: 'COSINE',
        Projection: { ProjectionType: 'KEYS_ONLY' },
        SearchSchema: [
          { AttributeName: 'modelVersion', SearchSchemaElementType: 'HASH' },
          { AttributeName: 'filter.brand', SearchSchemaElementType: 'INLINE_FILTER' },
        ],
      },
    ]);
    // Vector indexes are for tables that are billed by request, and each attribute of theirs must be defined.
    expect(BillingMode).toBe('PAY_PER_REQUEST');
    const names = AttributeDefinitions.map((one: { AttributeName: string }) => one.AttributeName).sort();
    expect(names).toEqual(['changeShard', 'filter.brand', 'modelVersion', 'productId', 'record', 'updatedAt']);
    expect(GlobalSecondaryIndexes).toEqual(productsTable({}).GlobalSecondaryIndexes);
  });

  it('takes the dimension from the training configuration and the fields from the context', () => {
    expect(productsTable(other).VectorIndexes[0]).toMatchObject({
      IndexName: expect.stringMatching(/^vectors-64-[0-9a-f]{8}$/),
      VectorAttribute: { AttributeName: 'numbers64' },
      Dimensions: 64,
      SearchSchema: [{}, { AttributeName: 'filter.brand' }, { AttributeName: 'filter.attributes.colour' }],
    });
    expect(read(indexed)?.dimensions).toBe(LEAST_AUTO_DIM);
    expect(read({ ...indexed, searchFilters: '' })?.filterFields).toEqual([]);
  });

  it('names the index of each schema differently, and that of the default as ever', () => {
    const nameOf = (context: object) => read({ ...indexed, ...context })!.name;
    expect(nameOf({})).toBe('vectors-256');
    const filters = ['brand', 'attributes.a', 'brand,attributes.a', 'attributes.a,brand', ''];
    const names = filters.map((searchFilters) => nameOf({ searchFilters }));
    expect(new Set(names).size).toBe(filters.length);
    expect(nameOf({ searchFilters: 'attributes.a' })).toBe(names[1]);
  });

  it('keeps the index before it for one deployment, because DynamoDB creates or deletes one at a time', () => {
    const table = productsTable(migrating);
    expect(table.VectorIndexes.map((one: { IndexName: string }) => one.IndexName)).toEqual([
      'vectors-256',
      read(migrating)!.name,
    ]);
    expect(table.VectorIndexes[0]).toEqual(productsTable(indexed).VectorIndexes[0]);
    expect(table.VectorIndexes[1]).toEqual(productsTable(other).VectorIndexes[0]);
    const names = table.AttributeDefinitions.map((one: { AttributeName: string }) => one.AttributeName);
    expect(names).toEqual([...new Set(names)]);
    // Functions write for the new index alone, and search no other.
    expect(JSON.stringify(synthesize(migrating).template.findResources('AWS::Lambda::Function'))).not.toContain(
      'vectors-256',
    );
  });

  it('describes the index to every function that reads or writes vectors', () => {
    expect(functionsWith(indexed, 'VECTOR_INDEX')).toEqual(functionsWith(indexed, 'PRODUCTS_TABLE'));
    const [, fn] = resourcesOf(synthesize(indexed).template, 'AWS::Lambda::Function').find(([id]) =>
      id.startsWith('HttpSimilar'),
    )!;
    expect(JSON.parse(fn.Properties.Environment.Variables.VECTOR_INDEX)).toEqual({
      name: 'vectors-256',
      dimensions: 256,
      filterFields: ['brand'],
    });
  });

  it('allows only the search function and the training run to search the index', () => {
    const { template } = synthesize(indexed);
    const roles = resourcesOf(template, 'AWS::IAM::Role').map(([id]) => id);
    const searching = roles.flatMap((id) =>
      allowedBy(template, id)
        .filter(({ actions }) => actions.includes('dynamodb:SearchVectors'))
        .map(({ actions, resources }) => ({ role: id.replace(/Role.*/, ''), actions, resources })),
    );
    expect(searching.map(({ role }) => role)).toEqual(['HttpSimilar', 'TrainingRun']);
    for (const { actions, resources } of searching) {
      expect(actions).toEqual(['dynamodb:SearchVectors']);
      expect(JSON.stringify(resources)).toContain('/index/vectors-256');
      expect(JSON.stringify(resources)).not.toContain('*');
    }
  });

  it.each([
    ['search', { search: 'faiss' }],
    ['search', { search: 7 }],
    ['searchFilters', { ...indexed, searchFilters: 'price' }],
    ['searchFilters', { ...indexed, searchFilters: 'category' }],
    ['searchFilters', { ...indexed, searchFilters: 'brand,brand' }],
    ['searchFilters', { ...indexed, searchFilters: Array.from({ length: 19 }, (_, i) => `attributes.a${i}`).join() }],
    ['keepSearchIndex', { ...indexed, keepSearchIndex: 'vectors' }],
    ['keepSearchIndex', { ...indexed, keepSearchIndex: 'vectors-256:brand' }],
    ['keepSearchIndex', { ...indexed, keepSearchIndex: 'vectors-64:price' }],
    ['dim', { ...indexed, trainingConfig: '{"dim":4097}' }],
    ['dim', { ...indexed, trainingConfig: '{"dim":"many"}' }],
  ])('throws invalid-search for %s in %j', (named, context) => {
    expect(() => read(context)).toThrow(
      expect.objectContaining({
        name: 'DeploymentOptionsError',
        code: 'invalid-search',
        message: expect.stringContaining(named),
      }),
    );
  });
});
