import { Agent, request } from 'node:http';

/** A request of a load test. */
export interface LoadRequest {
  readonly url: string;
  /** Sent as JSON by POST. @default none: a GET */
  readonly body?: string;
}

/**
 * Milliseconds that each request took, from `connections` clients that each send one after the other for so many seconds.
 * @param isGood Judges the body of each answer. @throws Error at the first answer that is no 200, or not good
 */
export async function loadTest(
  requestOf: (index: number) => LoadRequest,
  { connections, seconds, isGood }: { connections: number; seconds: number; isGood: (body: string) => boolean },
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  let next = 0;
  const client = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      const wanted = requestOf(next++);
      const { status, body } = await answered(wanted, agent);
      times.push(performance.now() - start);
      if (status !== 200 || !isGood(body)) throw new Error(`bench: ${wanted.url} answered ${status} ${body}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return times;
}

function answered(
  { url, body: sent }: LoadRequest,
  agent: Agent,
): Promise<{ status: number | undefined; body: string }> {
  const post = sent === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' } };
  return new Promise((resolve, reject) => {
    const open = request(url, { agent, ...post }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    open.on('error', reject).end(sent);
  });
}
