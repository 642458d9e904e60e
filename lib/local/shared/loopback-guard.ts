import type { Server } from 'node:http';

/** The names of this machine, as URLs write them. */
const OWN_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The headers by which a browser says where a request goes to, and which page sends it. */
export interface RequestSource {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

/** Whether an address is one of this machine, such as `http://localhost:3000`. */
export function isOwnOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && OWN_NAMES.has(url.hostname) && /^https?:$/.test(url.protocol);
}

/**
 * Why a request does not come from this machine; undefined if it may. Programs on this machine need no credentials here, and
 * neither would a page of the internet: a browser lets every page send requests to 127.0.0.1, and a name of the page's own may
 * lead there (DNS rebinding). So the name that was asked for, and the page that asks, must be of this machine.
 */
export function findForeignSource({ host, origin }: RequestSource): string | undefined {
  if (host !== undefined && !isOwnOrigin(`http://${host}`))
    return `the header Host is ${JSON.stringify(host.slice(0, 100))}: use http://127.0.0.1 or http://localhost`;
  if (origin !== undefined && !isOwnOrigin(origin))
    return `the page ${JSON.stringify(origin.slice(0, 100))} may not use the services of this machine`;
  return undefined;
}

/** Puts a check before what a server does with requests: those from elsewhere are 403. Call it after the server is complete. */
export function refuseForeignSources(server: Server): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const problem = findForeignSource(request.headers);
    if (problem === undefined) {
      for (const listener of listeners) listener.call(server, request, response);
      return;
    }
    request.resume();
    const headers = { 'content-type': 'application/json', connection: 'close' };
    response.writeHead(403, headers).end(JSON.stringify({ message: `Forbidden: ${problem}` }));
  });
}
