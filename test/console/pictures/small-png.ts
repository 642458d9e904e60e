import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** So many colours have a palette of one byte a pixel. */
const MAX_COLOURS = 256;

/**
 * The same picture in about half of the bytes: with a palette of its most frequent colours. What a page paints flat keeps its colour;
 * rarer ones, at the edges of letters and points, become the nearest of the palette. The browser itself decodes the picture. (sharp
 * does the same, but brings 20 MB of native code.)
 * @param page Any page that allows scripts, such as an empty one
 */
export async function packPng(page: Page, png: Buffer): Promise<Buffer> {
  const { width, height, rgba } = await decode(page, png);
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  const palette = frequentColours(pixels);
  const codes = new Map(palette.map((colour, code) => [colour, code]));
  // A row begins with its filter: 0, none, packs pages best.
  const rows = Buffer.alloc(height * (width + 1));
  pixels.forEach((colour, at) => {
    if (!codes.has(colour)) codes.set(colour, nearestCode(palette, colour));
    rows[at + Math.floor(at / width) + 1] = codes.get(colour)!;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, of a palette.
  header.set([8, 3], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function decode(page: Page, png: Buffer) {
  const { width, height, base64 } = await page.evaluate(async (coded) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${coded}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const parts: string[] = [];
    for (let at = 0; at < data.length; at += 8192) parts.push(String.fromCharCode(...data.subarray(at, at + 8192)));
    return { width: bitmap.width, height: bitmap.height, base64: btoa(parts.join('')) };
  }, png.toString('base64'));
  // A copy: small buffers of Node.js share memory, and may begin anywhere in it.
  return { width, height, rgba: Uint8Array.from(Buffer.from(base64, 'base64')) };
}

/** The most frequent colours, the first ones first where several are as frequent. */
function frequentColours(pixels: Uint32Array): number[] {
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([colour]) => colour)
    .slice(0, MAX_COLOURS);
}

function nearestCode(palette: readonly number[], colour: number): number {
  const wanted = channels(colour);
  const distances = palette.map((one) => channels(one).reduce((sum, part, i) => sum + (part - wanted[i]!) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
}

/** Red, green and blue of a pixel, whose bytes were read as a little-endian number. */
function channels(colour: number): [number, number, number] {
  return [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(checked));
  return Buffer.concat([length, checked, checksum]);
}
