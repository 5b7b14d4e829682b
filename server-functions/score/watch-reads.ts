import type { CrmBatch } from '#core/crm/crm-batch.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { Problem } from '#core/message.ts';

/** The fields that a job reads through `crm`, and whether they are still the ones it took them for. */
export interface WatchedReads {
  readonly crm: CrmBatch;
  /** Fields read that are gone, of another type or with other options now, by `present`, an adapter that knows nothing yet. */
  changed(present: CrmBatch): Promise<readonly Problem[]>;
}

/**
 * A run takes metadata at its beginning and rows later: an option renamed in between would leave deals that belong to no
 * stage, and sums that look as right as any. Throws `CrmError` where the CRM does not answer.
 */
export function watchReads(crm: CrmBatch): WatchedReads {
  const read = new Map<string, Set<string>>();
  return {
    crm: {
      ...crm,
      readTable(request, cancellation) {
        const names = read.get(request.module) ?? new Set<string>();
        for (const { apiName } of request.fields) names.add(apiName);
        read.set(request.module, names);
        return crm.readTable(request, cancellation);
      },
    },
    async changed(present) {
      const problems: Problem[] = [];
      for (const [module, names] of read) {
        const [before, now] = await Promise.all([crm.fields(module), present.fields(module)]);
        const meaningNow = new Map(now.map((field) => [field.apiName, meaningOf(field)] as const));
        for (const field of before) {
          if (!names.has(field.apiName) || meaningNow.get(field.apiName) === meaningOf(field)) continue;
          problems.push({
            code: 'run.fieldChanged',
            params: { module, field: field.label, remedy: 'runAgain' },
            where: `${module}.${field.apiName}`,
          });
        }
      }
      return problems;
    },
  };
}

/** What a column's values mean; labels, colours and the order of options do not matter. */
function meaningOf({ type, lookupModule, options }: FieldMetadata): string {
  const values = options.map(({ actual, stageType }) => [actual, stageType] as const);
  return JSON.stringify([type, lookupModule, values.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
