import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuseForeignSources } from './loopback-guard.ts';

/** The address that only this machine reaches. */
export const LOOPBACK = '127.0.0.1';

/**
 * Makes a server listen on 127.0.0.1 only, and refuse what does not come from this machine.
 * @param port 0 for any free port
 * @returns its URL
 * @throws Error when the port is in use
 */
export async function listenOnLoopback(server: Server, port: number): Promise<string> {
  refuseForeignSources(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
}

/** Closes a server and all its connections, idle or not. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Does nothing if a server could listen on the port. @throws Error when the port is in use */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  await listenOnLoopback(server, port);
  await closeServer(server);
}
