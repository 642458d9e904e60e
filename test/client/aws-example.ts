import { bearerToken } from '../../lib/client/authorization.ts';
import { createClient } from '../../lib/client/client.ts';
import { type AwsCredentials, signatureV4 } from '../../lib/client/sigv4.ts';

/** Signs with IAM credentials. A provider of the AWS SDK, such as `fromNodeProviderChain()`, fits here. */
export function signingClient(url: string, credentials: () => Promise<AwsCredentials>) {
  return createClient({ url, authorize: signatureV4({ region: 'eu-central-1', credentials }) });
}

/** Sends a JWT, which `renew` returns, and gives up after two attempts of at most 5 seconds. */
export function tokenClient(url: string, renew: () => Promise<string>) {
  const retry = { attempts: 2 };
  return createClient({ url, authorize: bearerToken(renew), retry, timeoutMilliseconds: 5_000 });
}

/** Lowers a price, unless another program has written the product since it was read. */
export async function halvePrice(api: ReturnType<typeof createClient>, id: string) {
  const { headers, body } = await api.send('getProduct', { id });
  const price = (body.product.price ?? 0) / 2;
  return api.changeProductOfQuery({ id, ifMatch: headers.get('etag') ?? '*', body: { price } });
}
