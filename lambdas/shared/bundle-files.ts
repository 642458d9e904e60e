/** The page of the documentation, compressed with gzip, beside the code of the function `Docs`. */
export const DOCS_PAGE_FILE = 'docs.html.gz';

/** The files of the console, each compressed with gzip, beside the code of the function `Console`. */
export const CONSOLE_FOLDER = 'console-files';
