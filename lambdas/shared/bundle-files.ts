/** The page of the documentation, compressed with gzip, beside the code of the function `Docs`. */
export const DOCS_PAGE_FILE = 'docs.html.gz';
