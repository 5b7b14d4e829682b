import { createHttpFunction } from './serve-http.ts';

/** Catalyst calls what the module exports with Node's own request and response. */
// oxlint-disable-next-line import/no-default-export -- Catalyst takes what the module exports as the function
export default createHttpFunction(process.env);
