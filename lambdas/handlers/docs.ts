import openApi from '../../docs/api/openapi.json' with { type: 'json' };
import { readDocsPage } from '../composition/compose.ts';
import { answerCompressed } from '../http/compressed-answer.ts';
import { describeProblemType } from '../http/http-response.ts';
import { HttpProblem } from '../http/problems.ts';
import { createHttpHandler } from './answers/http-handler.ts';

/** These answers only change with a deployment. */
const headers = { 'cache-control': 'max-age=300' };

export const handler = createHttpHandler({
  'GET /v1/openapi.json': async () => ({ status: 200, body: openApi, headers }),
  'GET /v1/docs': async (request) =>
    answerCompressed(request, { type: 'text/html; charset=utf-8', gzip: await readDocsPage() }, headers),
  'GET /v1/problems/{code}': async (request) => {
    const code = request.pathParameter('code');
    const body = describeProblemType(code);
    if (body === undefined)
      throw new HttpProblem('problem-not-found', `there is no problem code ${code.slice(0, 100)}`);
    return { status: 200, body, headers };
  },
});
