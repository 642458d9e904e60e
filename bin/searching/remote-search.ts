import { type ConnectionOptions, connect, explainFailure } from '../remote/connection.ts';
import type { Ask } from './search-pages.ts';

/** Answers searches by a deployment. */
export function askDeployment(options: ConnectionOptions & { readonly url: string }): Ask {
  const client = connect(options);
  return async (body) => {
    try {
      return await client.querySimilar({ body });
    } catch (cause) {
      throw explainFailure(cause, options.url);
    }
  };
}
