import { parseModel } from '../../core/model/model-file.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers, PointerName } from '../../ports/model-registry.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import type { LoadedModel, ModelSource } from './model-source.ts';

export interface ModelCacheOptions {
  readonly weights: WeightsStore;
  readonly pointers: ModelPointers;
  readonly clock: Clock;
  /** For how long a pointer is trusted after it was read. */
  readonly recheckSeconds: number;
  /** Told when an older version is served because the named one cannot be had. */
  readonly onWarning?: (cause: unknown) => void;
}

/** `live`, `next`, `head` and one that was asked for by name; more would only fill the memory. */
const MAX_MODELS = 4;

interface Followed {
  readonly checkedAtMs: number;
  readonly loaded: LoadedModel | undefined;
}

/**
 * Models of this environment: weights are parsed once per version, pointers read again only now and then. Version and
 * parameters come together, so a reader never sees a mix; callers at the same time share one load.
 */
export class ModelCache implements ModelSource {
  readonly #options: ModelCacheOptions;
  readonly #models = new Map<string, Promise<LoadedModel | undefined>>();
  readonly #followed = new Map<PointerName, Promise<Followed>>();

  constructor(options: ModelCacheOptions) {
    this.#options = options;
  }

  /**
   * The served version, at most `recheckSeconds` old; undefined when there is none. While a newly named version cannot be had,
   * the one before is given.
   * @throws UseCaseError `model-not-ready` when the named version has no readable weights and none was had before.
   */
  live(): Promise<LoadedModel | undefined> {
    return this.#follow('live');
  }

  /** The newest weights; otherwise as `live`. */
  head(): Promise<LoadedModel | undefined> {
    return this.#follow('head');
  }

  /** What `live` names this very moment, never an older one. @throws UseCaseError `model-not-ready` when it cannot be had. */
  async liveNow(): Promise<LoadedModel | undefined> {
    const pointer = await this.#options.pointers.read('live');
    return pointer && this.#required(pointer.version);
  }

  /** What `next` names this very moment; undefined when nothing is being published, or it cannot be had. */
  async nextNow(): Promise<LoadedModel | undefined> {
    const pointer = await this.#options.pointers.read('next');
    try {
      return pointer && (await this.get(pointer.version));
    } catch (cause) {
      // Its publication will find that out as well; what is served does not wait for it.
      this.#options.onWarning?.(cause);
      return undefined;
    }
  }

  /** A version by name; undefined when its weights are not there. @throws for weights that cannot be read. */
  get(version: string): Promise<LoadedModel | undefined> {
    const known = this.#models.get(version);
    const loading = known ?? this.#load(version);
    // Set again, so that the one used last is the last to be forgotten.
    this.#models.delete(version);
    this.#models.set(version, loading);
    if (this.#models.size > MAX_MODELS) this.#models.delete(this.#models.keys().next().value!);
    return loading;
  }

  async #follow(name: PointerName): Promise<LoadedModel | undefined> {
    const before = this.#followed.get(name);
    const known = await before?.catch(() => undefined);
    const nowMs = this.#options.clock.now().getTime();
    // An absent pointer is never trusted: the one who just wrote the first version must be able to read it.
    const trusted = known?.loaded && nowMs - known.checkedAtMs < this.#options.recheckSeconds * 1000;
    if (trusted) return known.loaded;
    if (this.#followed.get(name) === before) this.#followed.set(name, this.#check(name, known));
    return (await this.#followed.get(name)!).loaded;
  }

  async #check(name: PointerName, known: Followed | undefined): Promise<Followed> {
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
    // What failed, or was not there yet, is tried again by the next caller.
    const forget = () => {
      if (this.#models.get(version) === loading) this.#models.delete(version);
    };
    loading.then((loaded) => loaded ?? forget(), forget);
    return loading;
  }
}
