function cutOff(): never {
  throw new Error('cut off');
}

const cutOffStream = (): AsyncIterable<never> => ({ [Symbol.asyncIterator]: () => ({ next: async () => cutOff() }) });

/** The ports with all calls counted; the n-th call fails, before or after it does its work. */
export function failingPorts<Ports extends object>(
  ports: Ports,
  n: number,
  when: 'before' | 'after',
): { ports: Ports; calls: () => number } {
  let calls = 0;
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name === 'now') return value.bind(target);
        return (...args: unknown[]) => {
          calls += 1;
          const fails = calls === n;
          if (fails && when === 'before') throw new Error('cut off');
          const result: unknown = value.apply(target, args);
          if (!fails) return result;
          return result instanceof Promise ? result.then(cutOff) : cutOffStream();
        };
      },
    });
  const wrapped = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, wrap(port as object)]));
  return { ports: wrapped as unknown as Ports, calls: () => calls };
}
