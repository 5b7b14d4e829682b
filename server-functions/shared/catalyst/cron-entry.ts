import { createCronFunction } from './perform-tick.ts';

/** Catalyst calls what the module exports with the job that its cron has submitted and the job's context. */
// oxlint-disable-next-line import/no-default-export -- Catalyst takes what the module exports as the function
export default createCronFunction(process.env);
