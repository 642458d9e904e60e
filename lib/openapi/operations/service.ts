import type { Operations } from './operation.ts';

export const serviceOperations: Operations = {
  getUpload: {
    route: 'getUpload',
    tag: 'Uploads',
    description:
      'Reads the job of an upload: how many of its records were taken, and what became of them. An upload of training data ' +
      'also has the step or the run that it led to. The slashes of the key may stand as they are.',
    path: { key: 'The key of the file in the uploads bucket.' },
    answers: { 200: { description: 'The job.', schema: 'Upload' } },
    problems: ['upload-not-found'],
    examples: [{ name: 'catalog', path: { key: 'catalog/2026/spring.jsonl.gz' } }],
  },
  getHealth: {
    route: 'getHealth',
    tag: 'Service',
    description: 'Checks that the service can read its registry. This route also answers HEAD.',
    answers: { 200: { description: 'The service works.', schema: 'Health' } },
    problems: [],
    examples: [{ name: 'health' }],
  },
};
