import type { Scheduler } from 'fast-check';

/** Ports whose asynchronous calls begin in the order that a scheduler chooses. */
export function scheduledPorts<Ports extends object>(ports: Ports, scheduler: Scheduler): Ports {
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (value.constructor.name !== 'AsyncFunction') return value.bind(target);
        return async (...args: unknown[]) => {
          await scheduler.schedule(Promise.resolve());
          return value.apply(target, args);
        };
      },
    });
  const wrapped = Object.entries(ports).map(([name, port]) => [name, wrap(port as object)]);
  return Object.fromEntries(wrapped) as Ports;
}
