import { readMapRequest } from '../../../lambdas/http/query-parameters.ts';
import type { Operations } from './operation.ts';

const query = { read: readMapRequest, parameters: { version: 'The model version. The default is the live one.' } };
const path = { part: 'The number of the part, from 0.' };
const encoding = {
  vary: 'Request headers that choose the headers of the answer.',
  'content-encoding?': '`gzip`.',
};

export const mapOperations: Operations = {
  getMap: {
    route: 'getMap',
    tag: 'Map',
    description:
      'Reads what the [map](design/map.md) of the products has: bounds, colours, groups, and how many parts. A publication makes ' +
      'the map of its version. Products that are written later are on the next one.',
    query,
    answers: { 200: { description: 'The map without its points and names.', schema: 'ProductMap' } },
    problems: ['map-not-found'],
    examples: [{ name: 'live' }],
  },
  getMapPoints: {
    route: 'getMapPoints',
    tag: 'Map',
    description:
      'Reads a part of the points as bytes, column after column, little-endian. Of n points: x as n 16-bit numbers between ' +
      'the bounds, y as n 16-bit numbers, then for each of `colours` n bytes of codes.',
    path,
    query,
    answers: { 200: { description: 'The points.', content: 'application/octet-stream' } },
    problems: ['map-not-found'],
    examples: [{ name: 'first part', path: { part: '0' }, isShown: false }],
  },
  getMapNames: {
    route: 'getMapNames',
    tag: 'Map',
    description: 'Reads the ids and titles of a part of the products, in the order of the points. Long titles are cut.',
    path,
    query,
    headers: { 'accept-encoding': 'With `gzip` the names are sent compressed.' },
    answers: { 200: { description: 'The names.', schema: 'MapNames', headers: encoding } },
    problems: ['map-not-found'],
    examples: [{ name: 'first part', path: { part: '0' } }],
  },
};
