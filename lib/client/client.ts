import type { Answer } from './answers.ts';
import type { CacheOptions } from './cache.ts';
import { type Operations, operations } from './generated/operations.ts';
import { iteratePages, type PagedId, type PageItem, type PageRequest } from './pages.ts';
import type { OperationId } from './requests.ts';
import { type CallOptions, type ClientOptions, Sender } from './sender.ts';
import { type Uploaded, type UploadFile, type UploadOptions, uploadFile } from './upload.ts';

export type { Answer, CacheOptions, CallOptions, ClientOptions, Uploaded, UploadFile, UploadOptions };

/** The request may be left out if nothing in it is required. */
type Call<Request, Result> = [Record<never, never>] extends [Request]
  ? (request?: Request, options?: CallOptions) => Result
  : (request: Request, options?: CallOptions) => Result;

/** One method for each operation, with the name of its id. It returns the body of the answer. */
export type OperationMethods = {
  readonly [Id in OperationId]: Call<Operations[Id]['request'], Promise<Operations[Id]['answer']>>;
};

/** The API as functions. All of them throw a `KindredError`; those that a signal ends throw its reason. */
export interface KindredClient extends OperationMethods {
  /** Sends an operation; returns the whole answer: status, headers such as `etag`, and body. */
  send<Id extends OperationId>(
    id: Id,
    request: Operations[Id]['request'],
    options?: CallOptions,
  ): Promise<Answer<Operations[Id]['answer']>>;
  /** All entries of a list or of a search, from the page of `cursor` on. It asks for the next page when it is needed. */
  each<Id extends PagedId>(id: Id, request: PageRequest<Id>, options?: CallOptions): AsyncGenerator<PageItem<Id>, void>;
  /** Uploads a file of any size without credentials of AWS; returns its key, and the path of its job. */
  upload(file: UploadFile, options?: UploadOptions): Promise<Uploaded>;
}

/** Makes a client of the API. */
export function createClient(options: ClientOptions): KindredClient {
  const sender = new Sender(options);
  const methods = Object.keys(operations).map((id) => [
    id,
    async (request: object = {}, call?: CallOptions) =>
      (await sender.send(id as OperationId, { ...request }, call)).body,
  ]);
  // The keys of the table are the ids of the operations.
  const api = Object.fromEntries(methods) as OperationMethods;
  return {
    ...api,
    send: async (id, request, call) => (await sender.send(id, { ...request }, call)) as Answer<never>,
    each: (id, request, call) => iteratePages(sender, id, { ...request }, call),
    upload: (file, call) => uploadFile(api, options, file, call),
  };
}
