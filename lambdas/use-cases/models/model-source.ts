import type { Model } from '../../core/model/model.ts';

export interface LoadedModel {
  readonly version: string;
  readonly model: Model;
}

/** Where models come from: the pointers' versions, or one by its name. */
export interface ModelSource {
  live(): Promise<LoadedModel | undefined>;
  head(): Promise<LoadedModel | undefined>;
  get(version: string): Promise<LoadedModel | undefined>;
}
