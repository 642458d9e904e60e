import { once } from 'node:events';

interface Reply {
  readonly id?: number;
  readonly result?: { readonly result?: { readonly value?: unknown } };
  readonly error?: { readonly message: string };
}

/** Asks a process that was started with `--inspect` about its main thread, over the inspector's protocol. */
export class InspectorClient {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Reply>>();
  #sent = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(data)));
    socket.addEventListener('close', () => this.#end(new Error('the inspected process has closed the connection')));
  }

  /** @param url As the process prints it at its start: `ws://127.0.0.1:9229/...` */
  static async connect(url: string): Promise<InspectorClient> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new InspectorClient(socket);
  }

  /** Collects the garbage, and returns the memory in use afterwards, in bytes. */
  async memory(): Promise<{ heapUsed: number; rss: number }> {
    // Twice: what the first frees may hold on to more, such as objects with finalizers.
    for (let i = 0; i < 2; i++) await this.#send('HeapProfiler.collectGarbage');
    const expression = '(({ heapUsed, rss }) => ({ heapUsed, rss }))(process.memoryUsage())';
    const { result } = await this.#send('Runtime.evaluate', { expression, returnByValue: true });
    return result!.result!.value as { heapUsed: number; rss: number };
  }

  close(): void {
    this.#socket.close();
  }

  async #send(method: string, params: object = {}): Promise<Reply> {
    const waiting = Promise.withResolvers<Reply>();
    const id = ++this.#sent;
    this.#waiting.set(id, waiting);
    this.#socket.send(JSON.stringify({ id, method, params }));
    const reply = await waiting.promise;
    if (reply.error) throw new Error(`the inspector refuses ${method}: ${reply.error.message}`);
    return reply;
  }

  #receive(reply: Reply): void {
    if (reply.id === undefined) return;
    this.#waiting.get(reply.id)?.resolve(reply);
    this.#waiting.delete(reply.id);
  }

  #end(cause: Error): void {
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
  }
}
