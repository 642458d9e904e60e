import type { AwsCredentials } from '../../client/sigv4.ts';
import type { ConsoleConfig } from './config.ts';

/** What a person has entered to use the API. */
export type Credentials = { readonly token: string } | { readonly aws: AwsCredentials };

/** Where a token stays while the tab is open. */
export const TOKEN_KEY = 'kindred.token';

/** Three parts of base64url with dots between them. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * Reads what a person has pasted: a JWT, with or without `Bearer`; or the JSON of `aws configure export-credentials`.
 * @returns what is wrong with it, as a sentence, if it cannot be used
 */
export function parseCredentials(
  text: string,
  authorization: ConsoleConfig['authorization'],
): Credentials | { readonly fault: string } {
  return authorization === 'iam' ? parseAws(text.trim()) : parseToken(text.trim());
}

function parseToken(text: string): Credentials | { readonly fault: string } {
  const token = text.replace(/^(authorization:\s*)?bearer\s+/i, '');
  if (token === '') return { fault: 'Paste a token first.' };
  if (!JWT.test(token)) return { fault: 'This is no JWT: it needs three parts with dots between them.' };
  return { token };
}

function parseAws(text: string): Credentials | { readonly fault: string } {
  if (text === '') return { fault: 'Paste the credentials first.' };
  const entered = parseJson(text);
  const { AccessKeyId, SecretAccessKey, SessionToken } = entered ?? {};
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string') {
    return { fault: 'This is not the output of “aws configure export-credentials”: AccessKeyId is missing.' };
  }
  const sessionToken = typeof SessionToken === 'string' ? { sessionToken: SessionToken } : {};
  return { aws: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, ...sessionToken } };
}

function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
