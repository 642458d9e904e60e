import type { Model } from '../../core/model/model.ts';
import { parseModel } from '../../core/model/model-file.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers, PointerName } from '../../ports/model-pointers.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';

export interface LoadedModel {
  readonly version: string;
  readonly model: Model;
}

/** Gives models by a pointer, or by the name of their version. */
export interface ModelSource {
  live(): Promise<LoadedModel | undefined>;
  head(): Promise<LoadedModel | undefined>;
  get(version: string): Promise<LoadedModel | undefined>;
}

export interface ModelCacheOptions {
  readonly weights: WeightsStore;
  readonly pointers: ModelPointers;
  readonly clock: Clock;
  /** How long a pointer is used after it was read. */
  readonly recheckSeconds: number;
  /** Called if an older version is served because the one that a pointer names cannot be loaded. */
  readonly onWarning?: (cause: unknown) => void;
}

/** `live`, `next`, `head` and one version by name; more would only fill the memory. */
const MAX_MODELS = 4;

/** A pointer, and the model that it named when it was read. */
interface CheckedPointer {
  readonly checkedAtMs: number;
  readonly loaded: LoadedModel | undefined;
}

/**
 * The models of one execution environment. Weights are loaded and parsed once per version; a pointer is read again only
 * after `recheckSeconds`. A version comes with its parameters as one object, so a reader never sees a mix. Concurrent
 * callers share one load.
 */
export class ModelCache implements ModelSource {
  readonly #options: ModelCacheOptions;
  readonly #models = new Map<string, Promise<LoadedModel | undefined>>();
  readonly #pointers = new Map<PointerName, Promise<CheckedPointer>>();

  constructor(options: ModelCacheOptions) {
    this.#options = options;
  }

  /**
   * The served version as of at most `recheckSeconds` ago; undefined if there is none. While a newly named version
   * cannot be loaded, the previous one is returned.
   * @throws UseCaseError `model-not-ready` if the named version has no readable weights and no model was loaded before.
   */
  live(): Promise<LoadedModel | undefined> {
    return this.#readPointer('live');
  }

  /** The newest weights; otherwise like `live`. */
  head(): Promise<LoadedModel | undefined> {
    return this.#readPointer('head');
  }

  /**
   * The version that `live` names now, never an older one.
   * @throws UseCaseError `model-not-ready` if it cannot be loaded.
   */
  async liveNow(): Promise<LoadedModel | undefined> {
    const pointer = await this.#options.pointers.read('live');
    return pointer && this.#required(pointer.version);
  }

  /** The version that `next` names now; undefined if no version is being published, or if it cannot be loaded. */
  async nextNow(): Promise<LoadedModel | undefined> {
    const pointer = await this.#options.pointers.read('next');
    try {
      return pointer && (await this.get(pointer.version));
    } catch (cause) {
      // Its publication meets the same error and reports it; writes of products must not fail for it.
      this.#options.onWarning?.(cause);
      return undefined;
    }
  }

  /** A version by name; undefined if it has no weights. @throws for weights that cannot be parsed. */
  get(version: string): Promise<LoadedModel | undefined> {
    const known = this.#models.get(version);
    const loading = known ?? this.#load(version);
    // A Map iterates in the order of insertion: set again, the version used last is evicted last.
    this.#models.delete(version);
    this.#models.set(version, loading);
    if (this.#models.size > MAX_MODELS) this.#models.delete(this.#models.keys().next().value!);
    return loading;
  }

  async #readPointer(name: PointerName): Promise<LoadedModel | undefined> {
    const before = this.#pointers.get(name);
    const known = await before?.catch(() => undefined);
    const nowMs = this.#options.clock.now().getTime();
    // The absence of a pointer is never cached: a caller who wrote the first version must be able to read it.
    const isFresh = known?.loaded && nowMs - known.checkedAtMs < this.#options.recheckSeconds * 1000;
    if (isFresh) return known.loaded;
    if (this.#pointers.get(name) === before) this.#pointers.set(name, this.#check(name, known));
    return (await this.#pointers.get(name)!).loaded;
  }

  async #check(name: PointerName, known: CheckedPointer | undefined): Promise<CheckedPointer> {
    const checkedAtMs = this.#options.clock.now().getTime();
    try {
      const pointer = await this.#options.pointers.read(name);
      return { checkedAtMs, loaded: pointer && (await this.#required(pointer.version)) };
    } catch (cause) {
      if (known?.loaded === undefined) throw cause;
      this.#options.onWarning?.(cause);
      return { checkedAtMs, loaded: known.loaded };
    }
  }

  async #required(version: string): Promise<LoadedModel> {
    let cause: unknown;
    try {
      const loaded = await this.get(version);
      if (loaded) return loaded;
    } catch (error) {
      cause = error;
    }
    throw new UseCaseError('model-not-ready', `the weights of version ${version} are missing or cannot be read`, [], {
      cause,
    });
  }

  #load(version: string): Promise<LoadedModel | undefined> {
    const loading = this.#options.weights.load(version).then((bytes) => bytes && { version, model: parseModel(bytes) });
    // After a failure, or if there were no weights yet, the next caller loads again.
    const forget = () => {
      if (this.#models.get(version) === loading) this.#models.delete(version);
    };
    loading.then((loaded) => loaded ?? forget(), forget);
    return loading;
  }
}
