/** Limits of the bulk APIs; source of all: Zoho CRM API v8. */
export const READ_PAGE_ROWS = 200_000;
export const READ_CREDITS = 50;
export const WRITE_CREDITS = 500;
export const MAX_WRITE_ROWS = 25_000;
export const MAX_DOWNLOADS = 10;
export const DOWNLOAD_WINDOW_MS = 60_000;
/** Criteria of one job. */
export const MAX_CRITERIA = 25;
/** An upload, compressed. Bytes. */
export const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;
