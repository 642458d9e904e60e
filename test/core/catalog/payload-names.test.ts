import { describe, expect, it } from 'vitest';
import { isPayloadName } from '../../../lambdas/core/catalog/payload-names.ts';

describe('a name of the payload', () => {
  it.each([
    ...['inStock', 'in_stock', 'IN STOCK', 'Is In Stock', 'stock', 'Quantity', 'qty', 'inventory_quantity'],
    ...['availability', 'image', 'Images', 'image_link', 'imageUrl', 'image 2', 'Image_10', 'additional_image_link'],
    ...['url', 'URL', 'manual_url', 'sizeChartUrl', 'pageURL', 'link', 'mobile link', 'permalink'],
    ...['rating', 'Ratings', 'average_rating', 'reviews', 'Review Count', 'numReviews'],
    ...['updatedAt', 'created_at', 'Last Modified', 'date-added'],
  ])('is %j', (name) => {
    expect(isPayloadName(name)).toBe(true);
  });

  it.each([
    ...['colour', 'size', 'material', 'gtin', 'weight', 'pack_quantity', 'stockings', 'cufflinks', 'curl', 'link type'],
    ...['energy rating', 'film', 'view', 'image stabilisation', 'handle', '', '7', '库存'],
  ])('is not %j', (name) => {
    expect(isPayloadName(name)).toBe(false);
  });
});
