function cutOff(): never {
  throw new Error('cut off');
}

const cutOffStream = (): AsyncIterable<never> => ({ [Symbol.asyncIterator]: () => ({ next: async () => cutOff() }) });

/** Methods that only read. One that fails after it has read leaves what one leaves that fails before: the same stores and error. */
const READS: ReadonlySet<string | symbol> = new Set([
  'exists',
  'find',
  'get',
  'getMany',
  'has',
  'load',
  'open',
  'read',
]);

/**
 * The ports with all calls counted; the n-th call fails, before or after it does its work. `cuts` has the numbers of the calls
 * at which a failure may leave something else than at others: after its work, one that only reads is as before it.
 */
export function failingPorts<Ports extends object>(
  ports: Ports,
  n: number,
  when: 'before' | 'after',
): { ports: Ports; calls: () => number; cuts: () => readonly number[] } {
  let calls = 0;
  const cuts: number[] = [];
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name === 'now') return value.bind(target);
        return (...args: unknown[]) => {
          calls += 1;
          if (when === 'before' || !READS.has(name)) cuts.push(calls);
          const fails = calls === n;
          if (fails && when === 'before') throw new Error('cut off');
          const result: unknown = value.apply(target, args);
          if (!fails) return result;
          return result instanceof Promise ? result.then(cutOff) : cutOffStream();
        };
      },
    });
  const wrapped = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, wrap(port as object)]));
  return { ports: wrapped as unknown as Ports, calls: () => calls, cuts: () => cuts };
}
