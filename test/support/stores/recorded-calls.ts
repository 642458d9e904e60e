/** A call of a method of a port. */
interface Call {
  readonly port: string;
  readonly method: string;
  /** Each gives a new copy of an argument. */
  readonly args: readonly (() => unknown)[];
}

/** The calls of ports. Repeated on stores in the same state, they leave what the work left that made them. */
export class RecordedCalls<Ports extends object> {
  readonly #calls: Call[] = [];

  /** The ports, with all calls recorded. */
  record(ports: Ports): Ports {
    const wrap = (port: string, store: object) =>
      new Proxy(store, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            const copied = args.map(copyArgument);
            this.#calls.push({ port, method: String(name), args: copied.map(({ copy }) => copy) });
            return value.apply(
              target,
              copied.map(({ passed }) => passed),
            );
          };
        },
      });
    return Object.fromEntries(Object.entries(ports).map(([port, store]) => [port, wrap(port, store)])) as Ports;
  }

  /** Makes the same calls on other ports, in the same order. */
  async repeat(ports: Ports): Promise<void> {
    for (const { port, method, args } of this.#calls) {
      const store = ports[port as keyof Ports] as Record<string, (...args: unknown[]) => unknown>;
      await store[method]!(...args.map((copy) => copy()));
    }
  }
}

/** What a store receives of an argument, and later copies of it. A stream is copied while the store reads it. */
function copyArgument(arg: unknown): { passed: unknown; copy: () => unknown } {
  if (typeof arg === 'object' && arg !== null && Symbol.asyncIterator in arg) {
    const items: unknown[] = [];
    return { passed: copyItems(arg as AsyncIterable<unknown>, items), copy: () => copyItems(items) };
  }
  const kept: unknown = structuredClone(arg);
  return { passed: arg, copy: () => structuredClone(kept) };
}

async function* copyItems(from: AsyncIterable<unknown> | Iterable<unknown>, into: unknown[] = []) {
  for await (const item of from) {
    into.push(structuredClone(item));
    yield item;
  }
}
