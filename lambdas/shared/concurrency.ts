/**
 * Runs a task for each item, at most `limit` at a time. After a failure no further task starts, and the first failure is thrown
 * once the running tasks have ended: none of them goes on in the background of a later invocation, as with `p-map`.
 * @returns the results in the order of the items.
 */
export async function mapConcurrently<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const all = [...items];
  const queue = all.entries();
  const results: Result[] = new Array(all.length);
  const failures: unknown[] = [];
  const runWorker = async () => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return;
      try {
        results[index] = await task(item);
      } catch (cause) {
        failures.push(cause);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, runWorker));
  if (failures.length > 0) throw failures[0];
  return results;
}

/** @returns a function that runs tasks at once, but at most `limit` at a time: the others wait, in order. */
export function limitConcurrency(limit: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The next task takes the place of this one.
      if (next) next();
      else running -= 1;
    }
  };
}

/** An open source, and the item that it is reading. */
interface Reader<Item> {
  readonly iterator: AsyncIterator<Item>;
  readonly next: Promise<{ reader: Reader<Item>; result: IteratorResult<Item> }>;
}

/**
 * Yields the items of all sources in the order of their arrival, with at most `limit` sources open at once. Each open source
 * reads one item ahead. When the reader stops early, the open sources are closed.
 */
export async function* mergeConcurrently<Item>(
  sources: readonly (() => AsyncIterable<Item>)[],
  limit: number,
): AsyncGenerator<Item, void, void> {
  const waiting = sources.values();
  const readers = new Set<Reader<Item>>();
  try {
    for (const source of waiting.take(limit)) readers.add(advance(source()[Symbol.asyncIterator]()));
    let opened = readers.size;
    while (readers.size > 0) {
      const { reader, result } = await Promise.race([...readers].map((one) => one.next));
      readers.delete(reader);
      if (!result.done) {
        readers.add(advance(reader.iterator));
        yield result.value;
      } else if (opened < sources.length) {
        readers.add(advance(sources[opened++]!()[Symbol.asyncIterator]()));
      }
    }
  } finally {
    await Promise.allSettled([...readers].map((reader) => reader.iterator.return?.()));
  }
}

function advance<Item>(iterator: AsyncIterator<Item>): Reader<Item> {
  const next = iterator.next().then((result) => ({ reader, result }));
  // The race above reports a failure; after the end of the race it must not count as an unhandled rejection.
  next.catch(() => {});
  const reader: Reader<Item> = { iterator, next };
  return reader;
}

/** The items of a stream in groups of `size`; the last group may be smaller. */
export async function* inGroups<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[], void, void> {
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Items that are being read before anyone asks for them. */
export interface ReadAhead<Item> {
  /** All items, to be read once. */
  readonly items: AsyncIterable<Item>;
  /** Ends the reading, of items that nobody wants any more. */
  stop(): void;
}

/**
 * Starts to read items now, and at most `limit` of them before they are asked for. A failure is thrown to the reader of the
 * items, after those that were read before it.
 */
export function readAhead<Item>(source: AsyncIterable<Item>, limit: number): ReadAhead<Item> {
  const iterator = source[Symbol.asyncIterator]();
  let isStopped = false;
  const read: Item[] = [];
  const reading = (async () => {
    while (read.length < limit && !isStopped) {
      const { done, value } = await iterator.next();
      if (done) return true;
      read.push(value);
    }
    return false;
  })();
  reading.catch(() => {});
  return {
    items: followedBy(read, reading, iterator),
    stop: () => {
      isStopped = true;
      iterator.return?.()?.catch(() => {});
    },
  };
}

async function* followedBy<Item>(
  read: readonly Item[],
  reading: Promise<boolean>,
  iterator: AsyncIterator<Item>,
): AsyncGenerator<Item, void, void> {
  try {
    await Promise.allSettled([reading]);
    yield* read;
    if (await reading) return;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
