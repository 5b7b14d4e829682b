import * as z from 'zod/mini';

const params = z.catch(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])), {});

/** Core's `Message` and `Problem` as they arrive from a server function. */
export const messageSchema = z.object({ code: z.string(), params });
export const problemSchema = z.object({ code: z.string(), params, where: z.catch(z.string(), '') });
