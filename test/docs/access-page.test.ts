import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routeScopes, scopes } from '../../lambdas/http/access/route-scopes.ts';
import { routes } from '../../lambdas/http/routes.ts';
import { projectRoot } from '../support/architecture/source-files.ts';

const page = readFileSync(join(projectRoot, 'docs/deploying/access.md'), 'utf8');
const escaped = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
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

  /** The operations that a policy allows: a `*` of IAM is any text, with slashes. */
  const allowedBy = (text: string) => {
    const { Resource } = JSON.parse(text).Statement[0] as { Resource: string[] };
    const patterns = Resource.map((arn) => {
      const route = arn.replace('arn:aws:execute-api:REGION:ACCOUNT:API_ID/*/', '');
      return new RegExp(`^${route.split('*').map(escaped).join('.*')}$`, 's');
    });
    // As IAM sees a request: with an id in the place of each parameter.
    const isAllowed = ({ method, path }: (typeof routes)[number]) =>
      patterns.some((pattern) => pattern.test(`${method}${path.replaceAll(/\{.*?\}/g, 'shoe-1')}`));
    return routes.filter(isAllowed);
  };

  it('has a policy for each caller that allows what it says, and nothing of another scope', () => {
    const [storefront, backEnd, operator] = blocksOf('json').map(allowedBy) as [
      ReturnType<typeof allowedBy>,
      ReturnType<typeof allowedBy>,
      ReturnType<typeof allowedBy>,
    ];
    expect(storefront.map(({ operationId }) => operationId).toSorted()).toEqual([
      ...['findSimilar', 'findSimilarOfQuery', 'querySimilar', 'querySimilarBatch', 'recordEvents'],
    ]);
    const scopesOf = (allowed: typeof backEnd) => [
      ...new Set(allowed.map(({ operationId }) => routeScopes[operationId])),
    ];
    expect(scopesOf(backEnd).toSorted()).toEqual(['read', 'write']);
    expect(scopesOf(operator).toSorted()).toEqual(['admin', 'read', 'train']);
    const missing = (scope: string, allowed: typeof backEnd) =>
      routes.filter((route) => routeScopes[route.operationId] === scope && !allowed.includes(route));
    // Events come from the storefront.
    expect(missing('write', backEnd).map(({ operationId }) => operationId)).toEqual(['recordEvents']);
    expect(missing('admin', operator)).toEqual([]);
    expect(missing('train', operator).map(({ operationId }) => operationId)).toEqual(['trainStep']);
  });

  it('allows an operation with the id in the query wherever it allows it with the id in the path', () => {
    for (const allowed of blocksOf('json').map(allowedBy)) {
      const keys = new Set(allowed.map(({ method, path }) => `${method} ${path}`));
      for (const key of keys) {
        const twin = key.replace(/\/\{(id|key\+)\}$/, '');
        const isRoute = routes.some(({ method, path }) => `${method} ${path}` === twin);
        if (isRoute) expect(keys, `${key} without ${twin}`).toContain(twin);
      }
    }
  });
});
