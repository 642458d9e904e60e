import type { HttpEvent } from '../../lambdas/http/http-event.ts';
import type { HttpResponse } from '../../lambdas/http/http-response.ts';
import { httpEvent } from '../support/http-event.ts';

type Handler = (event: HttpEvent) => Promise<HttpResponse>;

/** Between two products, and between two looks for one. */
const PAUSE_MILLISECONDS = 2000;
const LOOK_MILLISECONDS = 250;

/** Writes a product through the products function, and asks the similar function for what is like another until it is found. */
export class FreshProducts {
  /** How long each took from the answer of its PUT on. */
  readonly foundAfterSeconds: number[] = [];
  readonly #environment: Readonly<Record<string, string>>;
  #isStopped = false;

  /** @param environment Of the functions. */
  constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = environment;
  }

  stop(): void {
    this.#isStopped = true;
  }

  async run(): Promise<void> {
    Object.assign(process.env, this.#environment);
    const { handler: products } = await import('../../lambdas/handlers/products.ts');
    const { handler: similar } = await import('../../lambdas/handlers/similar.ts');
    const title = 'the lamp that nobody else has';
    await put(products, 'fresh', title);
    for (let i = 0; !this.#isStopped; i++) {
      await put(products, `fresh-${i}`, title);
      const start = performance.now();
      while (!(await isFound(similar, `fresh-${i}`))) await pause(LOOK_MILLISECONDS);
      this.foundAfterSeconds.push((performance.now() - start) / 1000);
      await pause(PAUSE_MILLISECONDS);
    }
  }
}

async function put(handler: Handler, id: string, title: string): Promise<void> {
  const { statusCode, body } = await handler(httpEvent('PUT', `/v1/products/${id}`, { body: { title } }));
  if (statusCode >= 300) throw new Error(`bench: PUT answered ${statusCode} ${body}`);
}

/** The products that differ from it in nothing but their ids are its nearest, up to 100 of them. */
async function isFound(handler: Handler, id: string): Promise<boolean> {
  const { statusCode, body } = await handler(httpEvent('GET', '/v1/products/fresh/similar?limit=100'));
  return statusCode === 200 && JSON.parse(body).data.some((one: { id: string }) => one.id === id);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
