import type { SimilarRequest } from '../../../client/generated/schemas.ts';
import type { ConsoleConfig } from '../../api/config.ts';

/** The search as a command of a POSIX shell. It names no secret: those are variables. */
export function curlOf(request: SimilarRequest, origin: string, { authorization, region }: ConsoleConfig): string {
  const credentials = {
    none: [],
    jwt: ['-H "authorization: Bearer $TOKEN"'],
    iam: [
      `--aws-sigv4 "aws:amz:${region}:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
      '-H "x-amz-security-token: $AWS_SESSION_TOKEN"',
    ],
  };
  const body = JSON.stringify(request).replaceAll("'", `'\\''`);
  const lines = [
    `curl ${origin}/v1/similar:query`,
    ...credentials[authorization],
    `-H 'content-type: application/json'`,
  ];
  return [...lines, `-d '${body}'`].join(' \\\n  ');
}

/** The search as TypeScript that uses the client of the API. */
export function typescriptOf(
  request: SimilarRequest,
  origin: string,
  { authorization, region }: ConsoleConfig,
): string {
  const imports = {
    none: [],
    jwt: [importOf('bearerToken', '@kindred/client/authorization')],
    iam: [
      importOf('fromNodeProviderChain', '@aws-sdk/credential-providers'),
      importOf('signatureV4', '@kindred/client/sigv4'),
    ],
  };
  const authorize = {
    none: '',
    jwt: ', authorize: bearerToken(() => process.env.TOKEN!)',
    iam: `, authorize: signatureV4({ region: '${region}', credentials: fromNodeProviderChain() })`,
  };
  const body = JSON.stringify(request, null, 2).replaceAll(/^( *)"([A-Za-z_]\w*)":/gm, '$1$2:');
  return [
    importOf('createClient', '@kindred/client'),
    ...imports[authorization],
    '',
    `const api = createClient({ url: '${origin}'${authorize[authorization]} });`,
    `const { data } = await api.querySimilar({`,
    `  body: ${body.replaceAll('\n', '\n  ')},`,
    '});',
  ].join('\n');
}

function importOf(name: string, module: string): string {
  return `import { ${name} } from '${module}';`;
}
