import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createClient } from '@kindred/client';
import { isProblem } from '@kindred/client/errors';

const kindred = createClient({ url: process.env.KINDRED_URL ?? 'http://127.0.0.1:3000' });
const page = readFileSync(new URL('product.html', import.meta.url));

/** What visitors may see of a product. The rest, such as its cost, stays in the shop. */
const shown = ({ id, title, price, payload }) => ({ id, title, price, image: payload?.imageUrl });

/** What is like a product and can be sold; nothing while the product, or the whole shop, is new. */
async function readSimilar(id) {
  try {
    const search = { id, limit: 4, include: ['product'], filter: ['payload.inStock:true'] };
    const { data } = await kindred.findSimilarOfQuery(search);
    return data.map(({ product }) => shown(product));
  } catch (error) {
    if (isProblem(error, 'embedding-pending', 'model-not-ready')) return [];
    throw error;
  }
}

/** A product for its page; undefined if the shop does not have it. */
async function readProduct(id) {
  try {
    const { product } = await kindred.listProducts({ id });
    return { ...shown(product), similar: await readSimilar(id) };
  } catch (error) {
    if (isProblem(error, 'product-not-found')) return undefined;
    throw error;
  }
}

async function answer({ url }, response) {
  const [, folder, id = ''] = new URL(url, 'http://shop').pathname.split('/').map(decodeURIComponent);
  if (id === '') return response.writeHead(404).end();
  if (folder === 'products') return response.setHeader('content-type', 'text/html').end(page);
  const product = folder === 'similar' ? await readProduct(id) : undefined;
  if (product === undefined) return response.writeHead(404).end();
  response.setHeader('content-type', 'application/json').end(JSON.stringify(product));
}

const server = createServer((request, response) =>
  answer(request, response).catch((error) => {
    console.error(error.message);
    response.writeHead(502).end();
  }),
);
server.listen(process.env.PORT ?? 4000, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
