import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { embedProducts } from '../../../lambdas/core/model/model.ts';
import { parseModel, serializeModel } from '../../../lambdas/core/model/model-file.ts';
import { productSchema } from '../../../lambdas/formats/schemas/product-schema.ts';
import type { Benchmark } from '../benchmark.ts';
import { perSecond, timed } from '../measure.ts';
import { catalogModel, catalogProducts } from '../synthetic-catalog.ts';

const GROUP = 256;
const GROUPS = 16;

/** From a line of JSON to a vector on one thread: parsed, checked against the schema, tokenised, embedded by 256. */
export const embed: Benchmark = {
  name: 'embed',
  cases: ['embed'],
  hasModes: false,
  hasPeer: false,
  *measure({ seconds }) {
    // As a function has it: read from its file.
    const model = parseModel(serializeModel(catalogModel()));
    const lines = [...catalogProducts(GROUP * GROUPS)].map((product) => JSON.stringify(product));
    let at = 0;
    const embedProductGroup = () => {
      const group = lines.slice(at, at + GROUP).map((line) => productSchema.parse(JSON.parse(line)) as Product);
      at = (at + GROUP) % lines.length;
      embedProducts(model, group);
    };
    const config = { dim: model.parameters.D, group: GROUP };
    yield { name: 'embed', unit: 'products/s', ...perSecond(timed(embedProductGroup, seconds), GROUP), config };
  },
};
