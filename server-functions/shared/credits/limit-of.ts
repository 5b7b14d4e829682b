import type { CrmError } from '#core/crm/crm-error.ts';

/** Of `budgetReached`: whose limit it was, how many credits it allows, and how many were spent of them; nothing of other errors. */
export function limitOf({ details: { of, most, spent } }: CrmError): Readonly<Record<string, string | number>> {
  return {
    ...(typeof of === 'string' ? { of } : {}),
    ...(typeof most === 'number' ? { most } : {}),
    ...(typeof spent === 'number' ? { spent } : {}),
  };
}
