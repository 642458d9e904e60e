import { mapStore, modelPointers } from '../composition/compose.ts';
import { answerCompressed } from '../http/compressed-answer.ts';
import type { HttpRequest } from '../http/http-request.ts';
import { HttpProblem } from '../http/problems.ts';
import { readMapRequest } from '../http/query-parameters.ts';
import { readMap, readMapPart } from '../use-cases/maps/read-map.ts';
import { createHttpHandler } from './answers/http-handler.ts';

const ports = { maps: mapStore(), pointers: modelPointers() };

/** Parts are counted from 0; a larger number than this is of no map. */
const MAX_PART_DIGITS = 6;

/** The number of a part in the path. @throws HttpProblem `malformed-path` */
function readMapPartNumber(request: HttpRequest): number {
  const text = request.pathParameter('part');
  if (/^\d+$/.test(text) && text.length <= MAX_PART_DIGITS) return Number(text);
  throw new HttpProblem('malformed-path', `part is "${text.slice(0, 100)}", expected a whole number from 0 on`);
}

export const handler = createHttpHandler({
  'GET /v1/map': async (request) => {
    const { version } = readMapRequest(request.query);
    return { status: 200, body: await readMap(ports, version) };
  },
  'GET /v1/map/points/{part}': async (request) => {
    const { version } = readMapRequest(request.query);
    const bytes = await readMapPart(ports, version, 'points', readMapPartNumber(request));
    return { status: 200, content: { type: 'application/octet-stream', bytes } };
  },
  'GET /v1/map/names/{part}': async (request) => {
    const { version } = readMapRequest(request.query);
    const gzip = await readMapPart(ports, version, 'names', readMapPartNumber(request));
    return answerCompressed(request, { type: 'application/json', gzip }, {});
  },
});
