import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

const START = `
SwaggerUIBundle({
  spec: JSON.parse(document.getElementById('openapi').textContent),
  dom_id: '#page',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
});`;

/**
 * The documentation as one page of HTML that loads nothing else: Swagger UI with the document. So it can be saved, and it
 * needs no other route of the API.
 * @param openApi The OpenAPI document as JSON.
 */
export function buildDocsPage(openApi: string): string {
  const styles = readFileSync(resolve('swagger-ui-dist/swagger-ui.css'), 'utf8');
  // Inside a page these two signs have a meaning; `\x21` is the exclamation mark in texts and patterns.
  const script = `${readFileSync(resolve('swagger-ui-dist/swagger-ui-bundle.js'), 'utf8')}${START}`
    .replaceAll('</script', '<\\/script')
    .replaceAll('<!--', '<\\x21--');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(script)}">
<title>Kindred: HTTP API</title>
<style>${styles}</style>
</head>
<body>
<div id="page"></div>
<script type="application/json" id="openapi">${openApi.replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Only this script runs, and requests go only to the service itself. */
function contentPolicy(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const allowed = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
  ];
  return allowed.join('; ');
}
