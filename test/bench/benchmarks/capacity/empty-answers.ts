/** A DynamoDB that answers each request at once with an empty object, in a process of its own: it prints its address. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';

const BODY = '{}';
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'content-length': BODY.length,
  'x-amz-crc32': crc32(BODY),
};

const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, HEADERS).end(BODY));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
