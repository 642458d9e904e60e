import { useTextModel } from '../../composition/text-model.ts';
import { handler as products } from '../products.ts';

// The caller waits.
useTextModel({ patienceSeconds: 2 });

/** The handler `products` of a deployment with a text model. */
export const handler = products;
