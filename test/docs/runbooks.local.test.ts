import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as dynamoDb from '@aws-sdk/client-dynamodb';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../lambdas/http/routes.ts';
import { projectRoot } from '../support/architecture/source-files.ts';

const folder = join(projectRoot, 'docs', 'runbooks');

/** The shell blocks of all pages; those of the overview come first, because the others use its functions. */
const blocks = ['README.md', ...readdirSync(folder).filter((name) => name !== 'README.md')].flatMap((page) =>
  [...readFileSync(join(folder, page), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!),
);

/** Functions in place of the programs that the blocks call. Those that reach AWS note their arguments. */
const standIns = `
note() { { printf '%s\\t' "$@"; echo; } >> "$CALLS"; echo "result-of-$1"; }
aws() { note aws "$@"; }
curl() { note curl "$@"; }
date() { echo 1; }
xargs() { read -r line; echo "$line"; }
`;

/** Calls of the AWS CLI and of curl, each with its arguments. */
let calls: string[][];
let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kindred-runbooks-'));
  const file = join(scratch, 'calls');
  const account = { KINDRED_STAGE: 'dev', AWS_REGION: 'eu-central-1' };
  const credentials = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'token' };
  execFileSync('bash', ['-eu', '-o', 'pipefail', '-c', [standIns, ...blocks].join('\n')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, CALLS: file, ...account, ...credentials },
  });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  calls = lines.map((line) => line.split('\t').slice(0, -1));
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The pattern of a route: each parameter is any text without a slash, the last one may have slashes. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{[^}+]+\}/g, '[^/]+').replaceAll(/\{[^}]+\+\}/g, '.+')}$`);
}

describe('the commands of the runbooks', () => {
  it('call only routes that the API has', () => {
    const sent = calls.filter(([name]) => name === 'curl');
    expect(sent.length).toBeGreaterThan(10);
    for (const [, , , method, url] of sent) {
      const path = url!.replace('result-of-aws', '').replace(/\?.*/, '');
      const isRoute = routes.some((one) => one.method === method && patternOf(one.path).test(path));
      expect(isRoute, `${method} ${path}`).toBe(true);
    }
  });

  it('call only operations that AWS has, of the services whose clients are installed', () => {
    const clients: Readonly<Record<string, object>> = { sqs, lambda, dynamodb: dynamoDb };
    const asked = calls.flatMap(([name, service, operation]) =>
      name === 'aws' && clients[service!] ? [[service!, operation!] as const] : [],
    );
    expect(asked.length).toBeGreaterThan(8);
    for (const [service, operation] of asked) {
      const words = operation.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1));
      expect(clients[service], `${service} ${operation}`).toHaveProperty(`${words.join('')}Command`);
    }
  });
});
