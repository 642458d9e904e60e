/**
 * The key of an object in a listing, which encodes keys if it was asked to: XML cannot hold every character.
 * @param encoding `EncodingType` of the listing
 */
export function listedKey(key: string | undefined, encoding: string | undefined): string {
  const listed = key ?? '';
  return encoding === 'url' ? decodeURIComponent(listed.replaceAll('+', ' ')) : listed;
}
