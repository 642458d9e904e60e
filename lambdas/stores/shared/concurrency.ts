/**
 * Does something with every item, at most `limit` at once. The first failure is thrown when what was under way has
 * ended; nothing is started after it.
 */
export async function forEachConcurrently<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const runWorker = async () => {
    for (const item of queue) {
      if (failures.length > 0) return;
      await work(item).catch((cause) => failures.push(cause));
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runWorker));
  if (failures.length > 0) throw failures[0];
}

/** One source and what it is reading. */
interface Reader<Item> {
  readonly iterator: AsyncIterator<Item>;
  readonly next: Promise<{ reader: Reader<Item>; result: IteratorResult<Item> }>;
}

/**
 * Yields what the sources yield, in the order it comes, with at most `limit` sources open at once. Each open source
 * reads one item ahead. Ending early ends the open sources.
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
  // A failure is seen by whoever races for it; one that comes after the end is nobody's.
  next.catch(() => {});
  const reader: Reader<Item> = { iterator, next };
  return reader;
}
