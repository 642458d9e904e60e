import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy in front of a server that can lose answers: it forwards a write, then breaks the connection. */
export interface Gate {
  readonly endpoint: string;
  /** Loses the answers to this number of next writes. */
  lose(answers: number): void;
  /** Writes forwarded since the last `lose`. */
  writes(): number;
  close(): void;
}

/** A gate in front of S3, where a write is a PUT. */
export function gateBeforeS3(endpoint: string): Promise<Gate> {
  return gateBefore(endpoint, ({ method }) => method === 'PUT');
}

/** A gate in front of DynamoDB, where a write is a PutItem. */
export function gateBeforeDynamoDb(endpoint: string): Promise<Gate> {
  return gateBefore(endpoint, ({ headers }) => headers['x-amz-target'] === 'DynamoDB_20120810.PutItem');
}

async function gateBefore(target: string, isWrite: (asked: IncomingMessage) => boolean): Promise<Gate> {
  let toLose = 0;
  let writes = 0;
  const server: Server = createServer((asked, answer) => {
    const { method = 'GET', headers } = asked;
    const losing = isWrite(asked) && toLose > 0;
    if (isWrite(asked)) writes++;
    if (losing) toLose--;
    const forwarded = request(new URL(asked.url ?? '/', target), { method, headers }, (served) => {
      if (!losing) return served.pipe(answer.writeHead(served.statusCode ?? 500, served.headers));
      return served.resume().once('end', () => asked.socket.destroy());
    });
    asked.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lose: (answers) => {
      toLose = answers;
      writes = 0;
    },
    writes: () => writes,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
