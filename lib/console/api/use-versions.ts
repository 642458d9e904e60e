import type { ModelPage } from '../../client/generated/schemas.ts';
import { liveMoves } from './live-moves.ts';
import { type UsedRequest, useRequest } from './use-request.ts';

/** Versions to choose from. */
const MOST = 50;

/** The newest versions, the newest first, and where the pointers are. */
export function useVersions(): UsedRequest<ModelPage> {
  return useRequest(`versions ${liveMoves.value}`, (api, signal) => api.listModels({ limit: MOST }, { signal }));
}
