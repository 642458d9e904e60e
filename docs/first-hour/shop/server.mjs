import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createClient } from '@kindred/client';
import { isProblem } from '@kindred/client/errors';

const kindred = createClient({ url: process.env.KINDRED_URL ?? 'http://127.0.0.1:3000' });
const page = readFileSync(new URL('product.html', import.meta.url));

/** What visitors may see of a product. The rest, such as its cost, stays in the shop. */
const shown = ({ id, title, price, payload }) => ({ id, title, price, image: payload?.imageUrl });

/** A product and what is like it, for the page; undefined if the shop does not have it. */
async function readProduct(id) {
  try {
    const [one, similar] = await Promise.all([
      kindred.listProducts({ id }),
      kindred.findSimilarOfQuery({ id, limit: 4, include: ['product'], filter: ['payload.inStock:true'] }),
    ]);
    return { ...shown(one.product), similar: similar.data.map(({ product }) => shown(product)) };
  } catch (error) {
    if (isProblem(error, 'product-not-found')) return undefined;
    throw error;
  }
}

async function answer({ url }, response) {
  const [, folder, id = ''] = new URL(url, 'http://shop').pathname.split('/').map(decodeURIComponent);
  if (folder === 'products' && id !== '') return response.setHeader('content-type', 'text/html').end(page);
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
