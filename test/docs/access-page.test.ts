import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routeScopes, scopes } from '../../lambdas/http/access/route-scopes.ts';
import { routes } from '../../lambdas/http/routes.ts';
import { projectRoot } from '../support/architecture/source-files.ts';

const page = readFileSync(join(projectRoot, 'docs/deploying/access.md'), 'utf8');
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text!);

describe('docs/deploying/access.md', () => {
  it('lists the routes of each scope', () => {
    const text = scopes.map((scope) => {
      const ofScope = routes.filter(({ operationId }) => routeScopes[operationId] === scope);
      return [scope, ...ofScope.map(({ method, path }) => `  ${method} ${path}`)].join('\n');
    });
    expect(blocksOf('text')).toEqual([`${text.join('\n\n')}\n`]);
  });

  it('has policies that allow one action, on routes that exist', () => {
    const known = new Set(routes.map(({ method, path }) => `${method}${path.replaceAll(/\{.*?\}/g, '*')}`));
    const statements = blocksOf('json').flatMap((text) => JSON.parse(text).Statement);
    expect(statements).toHaveLength(3);
    for (const { Effect, Action, Resource } of statements) {
      expect([Effect, Action]).toEqual(['Allow', 'execute-api:Invoke']);
      const named = Resource.map((arn: string) => arn.replace('arn:aws:execute-api:REGION:ACCOUNT:API_ID/*/', ''));
      expect(named.filter((route: string) => !known.has(route))).toEqual([]);
    }
  });
});
