import { type Operations, operations } from './generated/operations.ts';
import type { OperationId, RequestValues } from './requests.ts';
import type { CallOptions, Sender } from './sender.ts';

interface Page {
  readonly data: readonly unknown[];
  readonly nextCursor: string | null;
}

/** The operations that answer in pages. */
export type PagedId = {
  [Id in OperationId]: Extract<Operations[Id]['answer'], Page> extends never ? never : Id;
}[OperationId];

/** An entry of the pages of an operation. */
export type PageItem<Id extends PagedId> = Extract<Operations[Id]['answer'], Page>['data'][number];

/** The request of a page. Some lists answer with one entry if its `id` or `key` is given; that is no page. */
export type PageRequest<Id extends PagedId> = [Operations[Id]['answer']] extends [Page]
  ? Operations[Id]['request']
  : Omit<Operations[Id]['request'], 'id' | 'key'>;

/** The entries of all pages from that of `cursor` on. */
export async function* iteratePages<Id extends PagedId>(
  sender: Sender,
  id: Id,
  values: RequestValues,
  options?: CallOptions,
): AsyncGenerator<PageItem<Id>, void> {
  for (let next: RequestValues | undefined = values; next !== undefined; ) {
    const page: Page = (await sender.send(id, next, options)).body as Page;
    if (!Array.isArray(page?.data))
      throw new TypeError(`${id}: the answer is no page, because the request is for one entry.`);
    yield* page.data as readonly PageItem<Id>[];
    next = page.nextCursor === null ? undefined : withCursor(id, values, page.nextCursor);
  }
}

function withCursor(id: PagedId, values: RequestValues, cursor: string): RequestValues {
  if ('cursor' in operations[id].query) return { ...values, cursor };
  return { ...values, body: { ...(values.body as RequestValues), cursor } };
}
