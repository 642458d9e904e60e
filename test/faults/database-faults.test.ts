import { describe, expect, it } from 'vitest';
import { sourceFiles } from '../support/architecture/source-files.ts';

describe('a transaction of DynamoDB', () => {
  it('is used by no store', () => {
    const stores = sourceFiles(['lambdas']);
    expect(stores.filter(({ text }) => text.includes('DynamoDBClient')).length).toBeGreaterThan(3);
    expect(stores.filter(({ text }) => /\bTransact(Write|Get)/.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
