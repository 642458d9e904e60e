/** The words of the names of one subject, each written as in a text. */
interface Subject {
  /** One of them must be in the name. */
  readonly about: ReadonlySet<string>;
  /** What else may be in the name. Another word, as in `image sensor` or `energy rating`, names a property. */
  readonly beside: ReadonlySet<string>;
}

function subject(about: string, beside: string): Subject {
  return { about: new Set(about.split(' ')), beside: new Set(beside.split(' ')) };
}

const COUNTED = 'number num nb no of count counts total sum';
const PICTURES = 'image images img imgs picture pictures photo photos thumbnail thumbnails thumb thumbs';

const subjects: readonly Subject[] = [
  subject(
    'stock inventory qty availability sold',
    `${COUNTED} in on out is has current low left remaining level levels state status available amount quantity units ` +
      'items warehouse store online hand',
  ),
  subject(
    PICTURES,
    `${COUNTED} main primary featured cover hero base small medium large big full mini swatch default alt alternate ` +
      'additional extra other first second front back side gallery text src source path file filename name id ids key ' +
      'position product item variant link links',
  ),
  subject(
    'link links hyperlink deeplink permalink',
    `${PICTURES} video videos media product item page detail details site web website shop store buy affiliate external ` +
      'canonical mobile share',
  ),
  subject(
    'rating ratings review reviews stars likes favorites favourites wishlist',
    `${COUNTED} average avg mean overall score scores star value customer customers user users buyer buyers product item`,
  ),
  subject(
    'sales bestseller bestsellers sellers views clicks orders order purchases popularity',
    `${COUNTED} best rank ranking score`,
  ),
  subject(
    'created updated modified published deleted synced indexed scraped crawled crawl fetched seen',
    'at on date time timestamp last first',
  ),
];

/**
 * Whether a name of several words says what is on stock, shown, linked, rated, sold or when: `units in stock`,
 * `featured image`. All of its words must belong to one subject.
 * @param words In lower case.
 */
export function isComposedPayloadName(words: readonly string[]): boolean {
  if (words.length < 2) return false;
  return subjects.some(
    ({ about, beside }) =>
      words.some((word) => about.has(word)) && words.every((word) => about.has(word) || beside.has(word)),
  );
}
