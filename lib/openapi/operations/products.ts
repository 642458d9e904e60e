import { readProductView } from '../../../lambdas/http/product-parameters.ts';
import type { Operations } from './operation.ts';
import { unknownFields } from './shared.ts';

const path = { id: 'The id of the product.' };
const etag = { etag: 'Changes with every write of the product.' };
const ifMatch = {
  'if-match': 'Write only if the product still has this ETag. `*` requires that the product exists.',
};
export const productOperations: Operations = {
  getProduct: {
    route: 'getProduct',
    tag: 'Products',
    description: 'Reads a product. With `include=vector` the answer has its embedding under the live version.',
    path,
    query: { read: readProductView, parameters: { include: '`vector` adds the embedding.' } },
    answers: { 200: { description: 'The product.', schema: 'StoredProduct', headers: etag } },
    problems: ['product-not-found'],
    examples: [
      { name: 'product', path: { id: 'shoe-1' } },
      { name: 'with vector', path: { id: 'shoe-1' }, query: { include: 'vector' } },
    ],
  },
  putProduct: {
    route: 'putProduct',
    tag: 'Products',
    description:
      'Writes a product and embeds it with the live model. If the model cannot embed it, `embedded` is false and `detail` ' +
      'gives the reason. A 503 can mean that the product is stored but not embedded: send the request again.',
    path,
    query: unknownFields,
    headers: ifMatch,
    body: { schema: 'ProductFields' },
    answers: {
      200: { description: 'The product was replaced.', schema: 'WrittenProduct', headers: etag },
      201: { description: 'The product is new.', schema: 'WrittenProduct', headers: etag },
    },
    problems: ['write-conflict', 'precondition-failed', 'product-too-large'],
    examples: [
      {
        name: 'new product',
        path: { id: 'boot-3' },
        body: {
          title: 'Winter boot',
          brand: 'Ridge',
          category: ['Shoes', 'Winter'],
          price: 140,
          features: [0.5, 0.5],
          payload: { stock: 12 },
        },
      },
    ],
  },
  changeProduct: {
    route: 'changeProduct',
    tag: 'Products',
    description:
      'Changes parts of a product by a JSON merge patch (RFC 7396). A write of another client in between is not lost: the ' +
      'patch is applied to its result. A change of `payload` alone embeds nothing.',
    path,
    query: unknownFields,
    headers: ifMatch,
    body: { schema: 'ProductPatch', contentTypes: ['application/merge-patch+json', 'application/json'] },
    answers: { 200: { description: 'The changed product.', schema: 'WrittenProduct', headers: etag } },
    problems: ['product-not-found', 'write-conflict', 'precondition-failed', 'product-too-large'],
    examples: [
      {
        name: 'new price, and sold out',
        path: { id: 'shoe-1' },
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { price: 99, brand: null, payload: { stock: 0 } },
      },
    ],
  },
  removeProduct: {
    route: 'removeProduct',
    tag: 'Products',
    description: 'Removes a product and its live vector. Events about the product that arrive late are ignored.',
    path,
    headers: ifMatch,
    answers: { 204: { description: 'The product was removed.' } },
    problems: ['product-not-found', 'write-conflict', 'precondition-failed'],
    examples: [{ name: 'product', path: { id: 'sock-2' } }],
  },
};
