import { createCheckedStore, writeScope } from './object-checked-store.ts';
import { type ObjectEvent, ObjectSequencer } from './object-event.ts';
import type { FauxqsParts, S3Object, S3Store } from './object-fauxqs.ts';
import { KeptBodies } from './object-range.ts';

interface Listing {
  readonly objects: S3Object[];
  readonly commonPrefixes: string[];
  readonly isTruncated: boolean;
}

/**
 * The S3 store of fauxqs with four additions. Checksums are compared with the bytes. Writes may have conditions: check
 * and write are one synchronous step, so no lock is needed. Created objects are recorded. Listings and their pages follow
 * the UTF-8 bytes of the keys.
 */
export function createGuardedStore(parts: FauxqsParts): S3Store {
  const sequencer = new ObjectSequencer();
  const kept = new KeptBodies();

  class GuardedStore extends createCheckedStore(parts) {
    override putObject(...args: Parameters<S3Store['putObject']>): S3Object {
      const [bucket, key] = args;
      this.#check(bucket, key);
      return this.#record('ObjectCreated:Put', bucket, super.putObject(...args));
    }

    override completeMultipartUpload(...args: Parameters<S3Store['completeMultipartUpload']>): S3Object {
      const { bucket, key } = this.findUnfinished(args[0]);
      this.#check(bucket, key);
      const object = super.completeMultipartUpload(...args);
      return this.#record('ObjectCreated:CompleteMultipartUpload', bucket, object);
    }

    override getObject(bucket: string, key: string): S3Object {
      if (writeScope.getStore()?.isRange !== true) return super.getObject(bucket, key);
      const object = this.headObject(bucket, key);
      const name = JSON.stringify([bucket, key, object.etag]);
      return { ...object, body: kept.get(name, () => super.getObject(bucket, key).body) };
    }

    override deleteObject(bucket: string, key: string): void {
      this.#check(bucket, key);
      super.deleteObject(bucket, key);
    }

    override listObjects(bucket: string, options: Parameters<S3Store['listObjects']>[1] = {}): Listing {
      const { prefix = '', delimiter, maxKeys = 1000, startAfter = options.marker ?? '' } = options;
      // Without a limit the base class lists all objects; only its order and its pages are wrong.
      const { objects } = super.listObjects(bucket, { maxKeys: Number.POSITIVE_INFINITY });
      const entries = entriesOf(objects, prefix, delimiter).filter((entry) => compareUtf8(entry.name, startAfter) > 0);
      const page = entries.slice(0, maxKeys);
      return {
        objects: page.flatMap((entry) => entry.object ?? []),
        commonPrefixes: page.flatMap((entry) => (entry.object ? [] : entry.name)),
        isTruncated: maxKeys > 0 && entries.length > page.length,
      };
    }

    #check(bucket: string, key: string): void {
      checkConditions(parts, key, () => this.headObject(bucket, key).etag);
    }

    #record(eventName: ObjectEvent['eventName'], bucket: string, object: S3Object): S3Object {
      const now = new Date();
      writeScope.getStore()?.created.push({
        eventName,
        bucket,
        key: object.key,
        bytes: object.contentLength,
        etag: unquoted(object.etag),
        sequencer: sequencer.next(now.getTime()),
        eventTime: now.toISOString(),
      });
      return object;
    }
  }
  return new GuardedStore();
}

/** Checks the conditions of the current request. @throws S3Error `NoSuchKey`, `PreconditionFailed` */
function checkConditions(parts: FauxqsParts, key: string, readEtag: () => string): void {
  const { ifMatch, ifNoneMatch } = writeScope.getStore() ?? {};
  if (ifMatch === undefined && ifNoneMatch === undefined) return;
  const etag = etagOrUndefined(readEtag);
  if (ifMatch !== undefined && etag === undefined) {
    throw new parts.S3Error('NoSuchKey', `There is no object "${key}" for If-Match.`, 404);
  }
  const failed = ifNoneMatch !== undefined ? matches(ifNoneMatch, etag) : !matches(ifMatch!, etag);
  if (failed) throw new parts.S3Error('PreconditionFailed', `A condition on the object "${key}" does not hold.`, 412);
}

function etagOrUndefined(readEtag: () => string): string | undefined {
  try {
    return unquoted(readEtag());
  } catch {
    return undefined;
  }
}

/** Objects and, with a delimiter, common prefixes in place of the objects below them, in the order of UTF-8 bytes. */
function entriesOf(objects: readonly S3Object[], prefix: string, delimiter: string | undefined) {
  const entries = new Map<string, S3Object | undefined>();
  for (const object of objects) {
    if (!object.key.startsWith(prefix)) continue;
    const end = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
    if (end < 0) entries.set(object.key, object);
    else entries.set(object.key.slice(0, end + delimiter!.length), undefined);
  }
  return [...entries].map(([name, object]) => ({ name, object })).sort((a, b) => compareUtf8(a.name, b.name));
}

function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function matches(condition: string, etag: string | undefined): boolean {
  return etag !== undefined && (condition === '*' || unquoted(condition) === etag);
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}
