import { signal } from '@preact/signals';
import type { KindredClient } from '../../../client/client.ts';
import { isProblem } from '../../../client/errors.ts';
import type { Upload } from '../../../client/generated/schemas.ts';
import type { UploadOptions } from '../../../client/upload.ts';
import { client, noteRefusal } from '../../api/session.ts';
import { findFileFault } from './file-faults.ts';
import { lookAtColumns } from './first-look.ts';
import { guessKind } from './guess-kind.ts';
import { kinds, type Prefix } from './kinds.ts';

/** A file that a person has dropped, on its way to the service. */
export interface Draft {
  readonly id: number;
  readonly file: File;
  readonly prefix: Prefix;
  /** Why this prefix was guessed; undefined if a person chose it. */
  readonly because: string | undefined;
  /** Why it cannot be sent; undefined if it can. */
  readonly fault: string | undefined;
  readonly state: 'looking' | 'ready' | 'sending' | 'sent' | 'failed';
  readonly sentBytes: number;
  /** Why sending failed. */
  readonly error?: unknown;
  /** Once it is sent. */
  readonly key?: string;
}

/** A file that this page has sent. */
interface SentFile {
  readonly file: File;
  /** The order of the job before: while the job still has it, the service has not begun with this file. */
  readonly orderBefore: string | undefined;
}

/** The files of this page, the oldest first. They outlive a visit of another view. */
export const drafts = signal<readonly Draft[]>([]);

/** What this page has sent, by key. The service does not give files back, so a file is kept to be sent again. */
export const sentFiles = signal<ReadonlyMap<string, SentFile>>(new Map());

const sending = new Map<number, AbortController>();
let nextId = 1;

/** Takes files in, and looks at each to guess what it is. */
export async function addFiles(files: readonly File[]): Promise<void> {
  await Promise.all(files.map(addFile));
}

async function addFile(file: File): Promise<void> {
  const id = nextId++;
  const blank = { id, file, fault: undefined, sentBytes: 0 };
  drafts.value = [...drafts.value, { ...blank, ...guessKind(file.name, []), state: 'looking' }];
  try {
    const guess = guessKind(file.name, await lookAtColumns(file));
    change(id, { ...guess, state: 'ready', fault: findFileFault(file.name, file.size, guess.prefix) });
  } catch {
    // A folder looks like a file until it is read.
    change(id, { state: 'ready', fault: 'The browser cannot read it. If it is a folder, drop the files in it.' });
  }
}

/** Says what a file is. */
export function choosePrefix({ id, file }: Draft, prefix: Prefix): void {
  change(id, { prefix, because: undefined, fault: findFileFault(file.name, file.size, prefix) });
}

/** Takes a file from the list, and stops sending it. */
export function removeDraft({ id }: Draft): void {
  sending.get(id)?.abort();
  drafts.value = drafts.value.filter((one) => one.id !== id);
}

/** Stops sending a file; it can be sent again. */
export function stopSending({ id }: Draft): void {
  sending.get(id)?.abort();
}

/** Whether a file can be sent now. */
export function isSendable({ state, fault }: Draft): boolean {
  return (state === 'ready' || state === 'failed') && fault === undefined;
}

/** Sends files, one after the other: products before what refers to them. One that fails does not stop the others. */
export async function sendDrafts(chosen: readonly Draft[]): Promise<void> {
  const orderOf = ({ prefix }: Draft) => kinds.findIndex((kind) => kind.prefix === prefix);
  for (const draft of [...chosen].sort((a, b) => orderOf(a) - orderOf(b))) {
    const current = drafts.value.find(({ id }) => id === draft.id);
    if (current && isSendable(current)) await sendDraft(current);
  }
}

async function sendDraft({ id, prefix, file }: Draft): Promise<void> {
  const stop = new AbortController();
  sending.set(id, stop);
  change(id, { state: 'sending', sentBytes: 0, error: undefined });
  const onProgress: UploadOptions['onProgress'] = ({ sentBytes }) => change(id, { sentBytes });
  try {
    const key = await sendFile(client.value, { prefix, name: file.name, file }, { signal: stop.signal, onProgress });
    change(id, { state: 'sent', key });
  } catch (error) {
    if (stop.signal.aborted) return change(id, { state: 'ready' });
    noteRefusal(error);
    change(id, { state: 'failed', error });
  } finally {
    sending.delete(id);
  }
}

/** A file and where it goes. */
export interface FileToSend {
  readonly prefix: Prefix;
  readonly name: string;
  readonly file: File;
}

/** Sends a file, and remembers it. @returns its key */
export async function sendFile(
  api: KindredClient,
  { prefix, name, file }: FileToSend,
  options: UploadOptions = {},
): Promise<string> {
  const before = await findUpload(api, `${prefix}${name}`, options.signal);
  const { key } = await api.upload({ prefix, name, content: file }, options);
  sentFiles.value = new Map([...sentFiles.value, [key, { file, orderBefore: before?.order }]]);
  return key;
}

/** The job of a key; undefined if there is none, or not yet. */
export async function findUpload(api: KindredClient, key: string, signal?: AbortSignal): Promise<Upload | undefined> {
  try {
    // With a key the answer is one upload.
    return (await api.listUploads({ key }, signal && { signal })) as Upload;
  } catch (error) {
    if (isProblem(error, 'upload-not-found')) return undefined;
    throw error;
  }
}

function change(id: number, changes: Partial<Draft>): void {
  drafts.value = drafts.value.map((one) => (one.id === id ? { ...one, ...changes } : one));
}
