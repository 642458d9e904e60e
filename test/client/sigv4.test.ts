import { describe, expect, it } from 'vitest';
import { signatureV4 } from '../../lib/client/sigv4.ts';

/** The values of the test suite that AWS publishes for Signature Version 4. */
const options = {
  region: 'us-east-1',
  service: 'service',
  now: () => new Date('2015-08-30T12:36:00Z'),
};
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

async function sign(target: string, more: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  const { method = 'GET', headers = {}, body = '' } = more;
  const url = new URL(`https://example.amazonaws.com${target}`);
  return signatureV4({ ...options, credentials })({ method, url, headers, body });
}

const signatureOf = ({ authorization }: Readonly<Record<string, string>>) => authorization?.split('Signature=')[1];

describe('signatureV4', () => {
  it.each([
    ['get-vanilla', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-query-order-encoded',
      '/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1',
      '371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac',
    ],
    ['get-vanilla-utf8-query', '/?ሴ=bar', '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04'],
    [
      'get-unreserved',
      '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
  ])('signs %s as AWS does', async (_name, target, signature) => {
    expect(signatureOf(await sign(target))).toBe(signature);
  });

  it('signs post-vanilla as AWS does', async () => {
    expect(signatureOf(await sign('/', { method: 'POST' }))).toBe(
      '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    );
  });

  it('signs headers with spaces as AWS does: get-header-value-trim', async () => {
    const headers = { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' };
    expect(signatureOf(await sign('/', { headers }))).toBe(
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    );
  });

  it('signs a body as AWS does: post-x-www-form-urlencoded', async () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': '13',
      'x-amz-content-sha256': '9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e',
    };
    expect(signatureOf(await sign('/', { method: 'POST', headers, body: 'Param1=value1' }))).toBe(
      'd3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b',
    );
  });

  it('sends and signs the token of temporary credentials: get-vanilla-with-session-token', async () => {
    const sessionToken = '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267';
    const authorize = signatureV4({ ...options, credentials: async () => ({ ...credentials, sessionToken }) });
    const url = new URL('https://example.amazonaws.com/');
    expect(await authorize({ method: 'GET', url, headers: {}, body: '' })).toEqual({
      'x-amz-date': '20150830T123600Z',
      'x-amz-security-token': sessionToken,
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        'SignedHeaders=host;x-amz-date;x-amz-security-token, ' +
        'Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8',
    });
  });
});
