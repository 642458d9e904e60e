import { Agent, get } from 'node:http';

/** Milliseconds that each request took, from `connections` clients that each send one after the other for so many seconds. */
export async function loadTest(
  urlOf: (request: number) => string,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  let next = 0;
  const client = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      await answered(urlOf(next++), agent);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return times;
}

function answered(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`bench: ${url} answered ${response.statusCode}`));
      });
    }).on('error', reject);
  });
}
