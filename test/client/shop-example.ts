import { createClient } from '../../lib/client/client.ts';
import { isProblem } from '../../lib/client/errors.ts';

const api = createClient({ url: process.env.KINDRED_URL ?? 'http://127.0.0.1:3000' });

/** At most `limit` products to show beside one; none if the catalog does not have it, or has it only since now. */
export async function similarProducts(id: string, limit: number) {
  try {
    const { data } = await api.findSimilarOfQuery({ id, limit, include: ['product'], filter: ['payload.stock:1..'] });
    return data.map(({ product, score }) => ({ title: product?.title, score }));
  } catch (error) {
    if (isProblem(error, 'product-not-found', 'embedding-pending')) return [];
    throw error;
  }
}

/** The titles of all products of a brand, page by page. */
export async function titlesOf(brand: string) {
  const titles: (string | undefined)[] = [];
  for await (const { product } of api.each('listProducts', { filter: [`brand:${brand}`] })) titles.push(product.title);
  return titles;
}
