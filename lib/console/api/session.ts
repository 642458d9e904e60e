import { computed, signal } from '@preact/signals';
import { bearerToken } from '../../client/authorization.ts';
import { createClient, type KindredClient } from '../../client/client.ts';
import { GatewayError } from '../../client/errors.ts';
import { signatureV4 } from '../../client/sigv4.ts';
import { keepStored, readStored } from '../common/stored.ts';
import { type ConsoleConfig, readConfig } from './config.ts';
import { type Credentials, TOKEN_KEY } from './credentials.ts';

export const config: ConsoleConfig = readConfig(document);

/**
 * A JWT lives in the storage of the tab: a reload does not ask for it again, other tabs do not see it, and it is gone with
 * the tab. IAM credentials can do more than call this API, so they are only in memory. Neither is ever part of an address.
 */
function storedCredentials(): Credentials | undefined {
  const token = config.authorization === 'jwt' ? readStored('sessionStorage', TOKEN_KEY) : null;
  return token === null ? undefined : { token };
}

/** What the person has entered; undefined before. */
const credentials = signal<Credentials | undefined>(storedCredentials());

/** Whether the API refused the credentials, or needs some that nobody has entered. */
export const isRefused = signal(false);

/** Whether calls can be made: the deployment needs no credentials, or there are some. */
export const isSignedIn = computed(() => config.authorization === 'none' || credentials.value !== undefined);

/** Whether the dialog that asks for credentials is open. */
export const isAskingForCredentials = signal(!isSignedIn.value);

/** The client of the API with the present credentials. */
export const client = computed<KindredClient>(() => createClient({ url: location.origin, ...authorize() }));

function authorize() {
  const present = credentials.value;
  if (present === undefined) return {};
  if ('token' in present) return { authorize: bearerToken(present.token) };
  return { authorize: signatureV4({ region: config.region, credentials: async () => present.aws }) };
}

/** Uses these credentials from now on. */
export function signIn(entered: Credentials): void {
  if ('token' in entered) keepStored('sessionStorage', TOKEN_KEY, entered.token);
  isRefused.value = false;
  isAskingForCredentials.value = false;
  credentials.value = entered;
}

/** Forgets the credentials and asks for others. */
export function signOut(): void {
  keepStored('sessionStorage', TOKEN_KEY, null);
  credentials.value = undefined;
  isAskingForCredentials.value = true;
}

/** Whether an error says that the credentials are missing, expired or not enough. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof GatewayError && (error.status === 401 || error.status === 403);
}

/** Takes note of an error: if the API refused the credentials, the dialog asks for others. */
export function noteRefusal(error: unknown): void {
  if (!isUnauthorized(error) || config.authorization === 'none') return;
  isRefused.value = true;
  isAskingForCredentials.value = true;
}
