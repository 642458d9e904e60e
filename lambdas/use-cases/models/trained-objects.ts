import { CONTENT_TYPES, modelKey } from '../../formats/object-layout.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { ReportStore } from '../../ports/report-store.ts';

/**
 * An object of training data that a version was trained on. A replaced object has another ETag, and is another object.
 */
export interface TrainedObject {
  readonly key: string;
  readonly etag: string;
}

/** A text that identifies an object: equal for equal key and ETag. */
export function objectIdentity({ key, etag }: TrainedObject): string {
  return JSON.stringify([key, etag]);
}

/**
 * Writes the list of objects that the version of a training run, and its lineage, were trained on. Replaces an earlier
 * list.
 */
export async function writeTrainedObjects(
  reports: Pick<ReportStore, 'write'>,
  version: string,
  objects: readonly TrainedObject[],
): Promise<void> {
  await reports.write(modelKey(version, 'trainedObjects'), linesOf(objects), CONTENT_TYPES.jsonLines);
}

/**
 * Reads the objects that the lineage of a version was trained on, by identity: the list of the run that it comes from,
 * and the objects of the online steps since.
 * @returns undefined if that is unknown: the run has no such list (it is older than these lists), or a record is gone.
 */
export async function readTrainedObjects(
  ports: { readonly registry: Pick<ModelRegistry, 'get'>; readonly reports: Pick<ReportStore, 'read'> },
  version: string,
): Promise<ReadonlyMap<string, TrainedObject> | undefined> {
  const objects = new Map<string, TrainedObject>();
  const add = (object: TrainedObject) => objects.set(objectIdentity(object), object);
  for (let at: string | undefined = version; at !== undefined; ) {
    const record = await ports.registry.get(at);
    if (record === undefined) return undefined;
    if (record.origin === 'training-run') {
      const list = await ports.reports.read(modelKey(at, 'trainedObjects'));
      if (list === undefined) return undefined;
      for (const line of list.split('\n')) if (line !== '') add(JSON.parse(line));
      return objects;
    }
    // The report of an online step on an upload names the object.
    if (record.report.object) add(record.report.object as TrainedObject);
    at = record.parent;
  }
  return objects;
}

async function* linesOf(objects: readonly TrainedObject[]): AsyncGenerator<string, void, void> {
  for (const { key, etag } of objects) yield `${JSON.stringify({ key, etag })}\n`;
}
