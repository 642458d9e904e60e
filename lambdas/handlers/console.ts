import { readConsoleFiles } from '../composition/console-files.ts';
import { choiceVariable, requiredVariable } from '../composition/environment.ts';
import { ConsoleSite, consoleAuthorizations } from '../http/console-site.ts';
import { createHttpHandler } from './answers/http-handler.ts';

const authorization = choiceVariable('CONSOLE_AUTHORIZATION', consoleAuthorizations);
const uploadOrigin = requiredVariable('UPLOAD_ORIGIN');
let site: Promise<ConsoleSite> | undefined;

/** Read at the first request, and kept: the files only change with a deployment. */
function openSite(): Promise<ConsoleSite> {
  site ??= readConsoleFiles().then(
    (files) => new ConsoleSite(files, { authorization, region: requiredVariable('AWS_REGION') }, { uploadOrigin }),
  );
  return site;
}

export const handler = createHttpHandler({
  'GET /': async (request) => (await openSite()).page(request),
  'GET /assets/{file}': async (request) => (await openSite()).asset(request, request.pathParameter('file')),
});
