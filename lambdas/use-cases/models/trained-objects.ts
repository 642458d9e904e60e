import { CONTENT_TYPES, modelKey } from '../../formats/object-layout.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { ReportStore } from '../../ports/report-store.ts';

/** An object of training data as it was when a version was trained on it: one that is replaced is another. Plain JSON. */
export interface TrainedObject {
  readonly key: string;
  readonly etag: string;
}

/** Texts that tell objects apart. */
export function objectName({ key, etag }: TrainedObject): string {
  return JSON.stringify([key, etag]);
}

/** Writes down what the version of a training run was trained on, along its whole lineage. Done again, it replaces the list. */
export async function writeTrainedObjects(
  reports: Pick<ReportStore, 'write'>,
  version: string,
  objects: readonly TrainedObject[],
): Promise<void> {
  await reports.write(modelKey(version, 'trainedObjects'), linesOf(objects), CONTENT_TYPES.jsonLines);
}

/**
 * What the lineage of a version was trained on, as a set of names: the list of the run that it comes from, and the objects of the
 * steps since. Undefined where that is not known: the run is older than such lists, or a record is gone.
 */
export async function trainedObjects(
  ports: { readonly registry: Pick<ModelRegistry, 'get'>; readonly reports: Pick<ReportStore, 'read'> },
  version: string,
): Promise<ReadonlyMap<string, TrainedObject> | undefined> {
  const objects = new Map<string, TrainedObject>();
  const add = (object: TrainedObject) => objects.set(objectName(object), object);
  for (let at: string | undefined = version; at !== undefined; ) {
    const record = await ports.registry.get(at);
    if (record === undefined) return undefined;
    if (record.origin === 'training-run') {
      const list = await ports.reports.read(modelKey(at, 'trainedObjects'));
      if (list === undefined) return undefined;
      for (const line of list.split('\n')) if (line !== '') add(JSON.parse(line));
      return objects;
    }
    // The report of a step on an upload names its object.
    if (record.report.object) add(record.report.object as TrainedObject);
    at = record.parent;
  }
  return objects;
}

async function* linesOf(objects: readonly TrainedObject[]): AsyncGenerator<string, void, void> {
  for (const { key, etag } of objects) yield `${JSON.stringify({ key, etag })}\n`;
}
