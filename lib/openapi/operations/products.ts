import { readProductListParameters } from '../../../lambdas/http/product-list-parameters.ts';
import { readProductView } from '../../../lambdas/http/product-parameters.ts';
import type { Operations } from './operation.ts';
import { idAndUnknownFields, idInQuery, unknownFields } from './shared.ts';

const path = { id: 'The id of the product.' };
const etag = { etag: 'Changes with every write of the product.' };
const vary = 'Request headers that choose the headers of the answer. Absent with `include=vector`: it is not kept.';
const ifMatch = {
  'if-match': 'Write only if the product still has this ETag. `*` requires that the product exists.',
};
const conditions = {
  ...ifMatch,
  'if-none-match': '`*`: write only if there is no such product yet.',
};
const sameAs = (path: string) => `As ${path}, for every id: one with \`/\` or \`?\` cannot stand in a path.`;

export const productOperations: Operations = {
  getProduct: {
    route: 'getProduct',
    tag: 'Products',
    description: 'Reads a product. With `include=vector` the answer has its embedding under the live version.',
    path,
    query: { read: readProductView, parameters: { include: '`vector` adds the embedding.' } },
    answers: { 200: { description: 'The product.', schema: 'StoredProduct', headers: { ...etag, 'vary?': vary } } },
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
    headers: conditions,
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
  listProducts: {
    route: 'listProducts',
    tag: 'Products',
    description:
      'Lists the products that meet the conditions, in no particular order. With `id` it reads this product, as ' +
      '`GET /v1/products/{id}` does. A page may be shorter than `limit`, or empty, while `nextCursor` is not `null`.',
    query: {
      read: readProductListParameters,
      parameters: {
        id: 'Read this product. No other parameter but `include` matters then.',
        limit: 'The most products of a page.',
        cursor: '`nextCursor` of the previous page, with the same conditions.',
        filter: 'A condition on a field, as for similar products. All of them must be met.',
        ignoreCase: '`true`: the words of all conditions match in upper and lower case.',
        include: '`vector` adds the embeddings.',
      },
    },
    answers: {
      200: {
        description: 'A page of products, or one product.',
        schema: 'ProductPage',
        headers: { etag: 'Of one product: changes with every write. Of a page: with what it says.', 'vary?': vary },
      },
    },
    problems: ['invalid-cursor', 'product-not-found'],
    examples: [
      { name: 'filtered', query: { limit: '2', filter: 'brand:Ridge' } },
      { name: 'one product', query: { id: 'shoe-1', include: 'vector' } },
    ],
  },
  putProductOfQuery: {
    route: 'putProductOfQuery',
    tag: 'Products',
    description: sameAs('`PUT /v1/products/{id}`'),
    query: idAndUnknownFields,
    headers: conditions,
    body: { schema: 'ProductFields' },
    answers: {
      200: { description: 'The product was replaced.', schema: 'WrittenProduct', headers: etag },
      201: { description: 'The product is new.', schema: 'WrittenProduct', headers: etag },
    },
    problems: ['write-conflict', 'precondition-failed', 'product-too-large'],
    examples: [{ name: 'an id with a slash', query: { id: 'boot/3' }, body: { title: 'Boot', features: [0.5, 0.5] } }],
  },
  changeProductOfQuery: {
    route: 'changeProductOfQuery',
    tag: 'Products',
    description: sameAs('`PATCH /v1/products/{id}`'),
    query: idAndUnknownFields,
    headers: ifMatch,
    body: { schema: 'ProductPatch', contentTypes: ['application/merge-patch+json', 'application/json'] },
    answers: { 200: { description: 'The changed product.', schema: 'WrittenProduct', headers: etag } },
    problems: ['product-not-found', 'write-conflict', 'precondition-failed', 'product-too-large'],
    examples: [{ name: 'sold out', query: { id: 'shoe-1' }, body: { payload: { stock: 0 } } }],
  },
  removeProductOfQuery: {
    route: 'removeProductOfQuery',
    tag: 'Products',
    description: sameAs('`DELETE /v1/products/{id}`'),
    query: idInQuery,
    headers: ifMatch,
    answers: { 204: { description: 'The product was removed.' } },
    problems: ['product-not-found', 'write-conflict', 'precondition-failed'],
    examples: [{ name: 'an id with a slash', query: { id: 'boot/3' } }],
  },
  writeProducts: {
    route: 'writeProducts',
    tag: 'Products',
    description:
      'Applies 1 to 1,000 operations, each by itself, and answers about each: an operation that fails does not stop the ' +
      'others. Operations on one product are applied in order. What they write is embedded together.',
    query: unknownFields,
    body: { schema: 'ProductOperations' },
    answers: { 200: { description: 'What became of each operation.', schema: 'ProductResults' } },
    problems: [],
    examples: [
      {
        name: 'a new product, a sale, a removal and an unknown product',
        body: {
          operations: [
            { op: 'put', product: { id: 'boot-4', title: 'Hiking boot', features: [0.5, 0.5] } },
            { op: 'patch', id: 'shoe-1', patch: { price: 99, payload: { stock: 0 } } },
            { op: 'delete', id: 'boot-3' },
            { op: 'patch', id: 'nobody', patch: { price: 1 } },
          ],
        },
      },
    ],
  },
};
