import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dialects } from '../../../lambdas/formats/shops/dialects/registry.ts';

describe('the list of dialects', () => {
  it('is the table of the documentation, in the same order', () => {
    const page = readFileSync('docs/import.md', 'utf8');
    const rows = page.split('\n').filter((line) => /^\| `[a-z]+-[a-z]+` \|/.test(line));
    expect(rows).toEqual(dialects.map(({ name, title }) => `| \`${name}\` | ${title} |`));
  });

  it('has each name once', () => {
    expect(new Set(dialects.map(({ name }) => name)).size).toBe(dialects.length);
  });
});
