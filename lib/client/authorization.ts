/** A request as it will be sent, before it is authorized. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  /** With names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty if there is no body. */
  readonly body: string;
}

/** Returns the headers that authorize a request. It is called before every attempt. */
export type Authorize = (request: OutgoingRequest) => Promise<Readonly<Record<string, string>>>;

/**
 * Sends a JWT, for a stack that was deployed with a JWT issuer.
 * @param token The token, or a function that returns a valid one, such as one that renews it
 */
export function bearerToken(token: string | (() => string | Promise<string>)): Authorize {
  return async () => ({ authorization: `Bearer ${typeof token === 'string' ? token : await token()}` });
}
