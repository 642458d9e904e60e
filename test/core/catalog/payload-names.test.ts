import { describe, expect, it } from 'vitest';
import { isPayloadName } from '../../../lambdas/core/catalog/payload-names.ts';

describe('a name of the payload', () => {
  it.each([
    ...['inStock', 'in_stock', 'IN STOCK', 'Is In Stock', 'stock', 'Quantity', 'qty', 'inventory_quantity'],
    ...['availability', 'image', 'Images', 'image_link', 'imageUrl', 'image 2', 'Image_10', 'additional_image_link'],
    ...['url', 'URL', 'manual_url', 'sizeChartUrl', 'pageURL', 'link', 'mobile link', 'permalink'],
    ...['rating', 'Ratings', 'average_rating', 'reviews', 'Review Count', 'numReviews'],
    ...['Lagerbestand', 'Verfügbarkeit', 'Verfugbarkeit', 'VERFÜGBAR', 'Bilder', 'Bild 2', 'Kundenbewertung'],
    ...['Quantité en stock', 'disponibilite', 'Lien image', 'Note moyenne', 'Existencias', 'Imágenes', 'valoración'],
    ...['Giacenza', 'Disponibilità', 'immagine', 'Voorraad', 'afbeelding', 'Beoordelingen', 'Dostępność', 'zdjęcie'],
    ...['Stan magazynowy', 'Ilość', 'Em estoque', 'Imagem', 'På lager', 'Betyg'],
    ...['stock_count', 'unitsInStock', 'Number in stock', 'qty_in_stock', 'totalInventory', 'low stock', 'soldOut'],
    ...['is_out_of_stock', 'available_qty', 'availableForSale', 'featuredImage', 'main picture', 'small_image'],
    ...['photo_link', 'image_file', 'Product Images', 'buy link', 'starRating', 'rating_avg', 'Customer Rating'],
    ...['Average review score', 'stars', 'wishlist_count', 'orders_count', 'Best Sellers Rank', 'last_seen'],
    ...['scraped_at', 'published_date', 'stock_count_2'],
    ...['updatedAt', 'created_at', 'Last Modified', 'date-added'],
  ])('is %j', (name) => {
    expect(isPayloadName(name)).toBe(true);
  });

  it.each([
    ...['colour', 'size', 'material', 'gtin', 'weight', 'pack_quantity', 'stockings', 'cufflinks', 'curl', 'link type'],
    ...['notes', 'Note', 'Größe', 'matière', 'Farbe', 'couleur', 'collegamento', 'Anzahl Sitze'],
    ...[
      'card stock',
      'cover stock',
      'image sensor',
      'picture size',
      'photo paper',
      'age rating',
      'ip_rating',
      'min order',
    ],
    ...['chain links', 'unit count', 'item number', 'number of items', 'main colour', 'star', 'base', 'release date'],
    ...['pack qty', 'available sizes', 'store', 'imported', 'date', 'first'],
    ...['energy rating', 'film', 'view', 'image stabilisation', 'handle', '', '7', '库存'],
  ])('is not %j', (name) => {
    expect(isPayloadName(name)).toBe(false);
  });
});
