import { describe, expect, it, vi } from 'vitest';
import { type CallbackStore, type StoreOperation, writeInGroups } from '../../../lib/local/dynamodb/dynamodb-writes.ts';

/** A store in memory that notes what it is given to write at once, and fails for a key `bad`. */
function storeInMemory() {
  const values = new Map<string, unknown>();
  const groups: (readonly StoreOperation[])[] = [];
  const unused = (): never => {
    throw new Error('one by one, though in groups');
  };
  const store: CallbackStore = {
    open: async () => {},
    getSync: (key) => (key === 'bad' ? unused() : values.get(key)),
    get: unused,
    put: unused,
    del: unused,
    batch: (operations, done) => {
      groups.push(operations);
      const isBad = operations.some(({ key }) => key === 'bad');
      if (!isBad)
        for (const one of operations) one.type === 'put' ? values.set(one.key, one.value) : values.delete(one.key);
      setImmediate(done, isBad ? new Error('bad key') : null);
    },
  };
  writeInGroups(store);
  return { store, groups };
}

const put = (store: CallbackStore, key: string, value: unknown) =>
  new Promise<void>((resolve, reject) => store.put(key, value, (error) => (error ? reject(error) : resolve())));
const remove = (store: CallbackStore, key: string) =>
  new Promise<void>((resolve, reject) => store.del(key, (error) => (error ? reject(error) : resolve())));
const get = (store: CallbackStore, key: string) =>
  new Promise((resolve, reject) => store.get(key, (error, value) => (error ? reject(error) : resolve(value))));

describe('writeInGroups', () => {
  it('writes operations together that arrive together, and later ones in the next group', async () => {
    const { store, groups } = storeInMemory();
    const first = Promise.all([put(store, 'a', 1), put(store, 'b', 2)]);
    await new Promise((resolve) => setImmediate(resolve));
    const second = Promise.all([put(store, 'c', 3), remove(store, 'a')]);
    await first;
    expect(groups.map((group) => group.map(({ key }) => key))).toEqual([
      ['a', 'b'],
      ['c', 'a'],
    ]);
    await second;
    expect([await get(store, 'a'), await get(store, 'b'), await get(store, 'c')]).toEqual([undefined, 2, 3]);
  });

  it('writes the operations of a key in order, and confirms them after they are written', async () => {
    const { store } = storeInMemory();
    void put(store, 'a', 1);
    void remove(store, 'a');
    await put(store, 'a', 3);
    expect(await get(store, 'a')).toBe(3);
  });

  it('reports a failed group to each of its writers as an answer of DynamoDB, and continues with the next group', async () => {
    const { store } = storeInMemory();
    const logged = vi.spyOn(console, 'error').mockReturnValue();
    const [good, bad] = await Promise.allSettled([put(store, 'a', 1), put(store, 'bad', 1)]);
    // dynalite throws what has no status, which would end the process.
    const answer = { statusCode: 500, body: { __type: expect.stringContaining('#InternalServerError') } };
    for (const one of [good, bad]) expect(one).toMatchObject({ status: 'rejected', reason: answer });
    expect(logged).toHaveBeenCalledExactlyOnceWith('dynamodb: bad key: free some space, or check the folder');
    logged.mockRestore();
    await put(store, 'a', 2);
    expect(await get(store, 'a')).toBe(2);
    await expect(get(store, 'bad')).rejects.toThrow();
  });
});
