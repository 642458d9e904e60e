import type { Model } from '../../../lambdas/core/model/model.ts';
import { parseModel } from '../../../lambdas/core/model/model-file.ts';
import type { PointerName } from '../../../lambdas/ports/model-pointers.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryModelRegistry } from '../../../lambdas/stores/memory/model-registry.ts';
import { MemoryWeightsStore } from '../../../lambdas/stores/memory/weights-store.ts';
import type { LoadedModel, ModelSource } from '../../../lambdas/use-cases/models/model-cache.ts';
import { storedModelOf, testStart } from '../core/factories.ts';

/** Models in memory: weights, records, pointers, and a source that reads them again on each call. */
export class MemoryModels {
  readonly weights = new MemoryWeightsStore();
  readonly registry = new MemoryModelRegistry();
  readonly pointers = new MemoryModelPointers();
  readonly source: ModelSource = {
    live: () => this.#named('live'),
    head: () => this.#named('head'),
    get: (version) => this.#get(version),
  };

  /** Stores a model, records it, and moves the pointers to it. */
  async publish(model: Model, names: readonly PointerName[] = ['head', 'live'], at = testStart): Promise<string> {
    const { version, bytes, record } = storedModelOf(model, at);
    await this.weights.save(version, bytes);
    await this.registry.create(record);
    for (const name of names) {
      const from = (await this.pointers.read(name))?.version;
      await this.pointers.move(name, { from, to: version, at });
    }
    return version;
  }

  async #named(name: PointerName): Promise<LoadedModel | undefined> {
    const pointer = await this.pointers.read(name);
    return pointer && this.#get(pointer.version);
  }

  async #get(version: string): Promise<LoadedModel | undefined> {
    const bytes = await this.weights.load(version);
    return bytes && { version, model: parseModel(bytes) };
  }
}
