import { createJobFunction } from './perform-delivery.ts';

/** Catalyst calls what the module exports with the job and its context. */
// oxlint-disable-next-line import/no-default-export -- Catalyst takes what the module exports as the function
export default createJobFunction(process.env);
