/**
 * Text as UTF-8, cut into parts of exactly `partBytes`, the last one shorter; no parts for no text.
 * Holds one part and one chunk in memory. A character may be cut between chunks as well as between parts.
 */
export async function* textParts(
  chunks: AsyncIterable<string>,
  partBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let part = Buffer.alloc(partBytes);
  let filled = 0;
  for await (const bytes of encoded(chunks)) {
    for (let start = 0; start < bytes.length; ) {
      const copied = bytes.copy(part, filled, start);
      start += copied;
      filled += copied;
      if (filled < partBytes) continue;
      yield part;
      part = Buffer.alloc(partBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

/** Encodes chunk by chunk, holding back the first half of a surrogate pair until its second half comes. */
async function* encoded(chunks: AsyncIterable<string>): AsyncGenerator<Buffer, void, void> {
  let held = '';
  for await (const chunk of chunks) {
    const text = held + chunk;
    held = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    yield Buffer.from(held === '' ? text : text.slice(0, -1));
  }
  if (held !== '') yield Buffer.from(held);
}
