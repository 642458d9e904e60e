"""What `npm run docs` writes from docs/api/openapi.json."""
