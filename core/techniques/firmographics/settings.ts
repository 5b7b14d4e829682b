import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { labelSchema } from '#core/labels/label.ts';

/** FIR-1. */
export const MIN_LABELS = 2;
export const MAX_LABELS = 5;

export const firmographicsLabelSchema = z.extend(labelSchema, { criteria: criteriaSchema });
export type FirmographicsLabel = z.infer<typeof firmographicsLabelSchema>;

/** Everything here is labelling: live in the browser over the mapped columns. First matching label wins (TEC-1). */
export const firmographicsSettingsSchema = z.strictObject({
  labels: z.array(firmographicsLabelSchema).check(z.minLength(MIN_LABELS), z.maxLength(MAX_LABELS)),
});
export type FirmographicsSettings = z.infer<typeof firmographicsSettingsSchema>;
