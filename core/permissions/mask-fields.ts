import type { ColumnTable, TextColumn } from '#core/columns/column-table.ts';
import type { Criteria } from '#core/criteria/criteria.ts';
import { ABM_PREFIX, CRM_PREFIX, type FieldReference } from '#core/mapping/field-reference.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import type { Message, Problem } from '#core/message.ts';

/** What stands in place of a hidden value (PER-4); the catalogues word it "hidden by your profile". */
export const HIDDEN_MESSAGE: Message = { code: 'permissions.hiddenByProfile', params: {} };

/**
 * Module api name -> api names of the fields that a person may read. What is not listed is hidden: unknown = denied.
 * A module without any readable field is a module without view right.
 */
export type ReadableFields = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What was computed on accounts: from which deal fields. `null` = shown with ABM access alone (PER-4: labels and scores), `accounts` = where
 * some field of the account module shows, as in the list of records by score.
 */
export type DerivedSources = ReadonlyMap<FieldReference, readonly FieldReference[] | 'accounts' | null>;

/**
 * PER-4 for the columns of a generation. Labels, scores and their dates show. Amounts need the Deals module and every field
 * they were summed from; recency in days and frequency are read off deals too and need the module, and the date its field.
 */
export function derivedSources(
  rfm: { readonly recencyField: FieldReference; readonly monetaryField: FieldReference } | null,
): DerivedSources {
  const monetary = rfm?.monetaryField ?? 'amount';
  const amounts = ['amount', monetary];
  return new Map<FieldReference, readonly FieldReference[] | 'accounts' | null>([
    ['abm:account.included', null],
    ['abm:rfm.label', null],
    ['abm:rfm.r', null],
    ['abm:rfm.f', null],
    ['abm:rfm.m', null],
    ['abm:rfm.since', null],
    ['abm:firmographics.label', null],
    ['abm:firmographics.since', null],
    ['abm:engagement.label', null],
    ['abm:engagement.score', null],
    ['abm:engagement.since', null],
    ['abm:recommendations.label', null],
    ['abm:recommendations.since', null],
    ['abm:voice.label', null],
    ['abm:voice.since', null],
    ['abm:voice.surge', null],
    ['abm:rules.total', 'accounts'],
    ['abm:rfm.recencyDays', rfm === null ? [] : [rfm.recencyField]],
    ['abm:rfm.frequency', []],
    ['abm:rfm.monetary', [monetary]],
    ['abm:deals.won', amounts],
    ['abm:deals.pipeline', amounts],
  ]);
}

export interface MaskRules {
  readonly mapping: Mapping;
  readonly readable: ReadableFields;
  readonly derived: DerivedSources;
}

/** Is this field of that role hidden from the person? Unmapped, unlisted and unknown references are. */
export function isHidden(reference: FieldReference, role: ModuleRole, rules: MaskRules): boolean {
  if (reference.startsWith(ABM_PREFIX)) {
    const sources = rules.derived.get(reference);
    if (sources === undefined) return true;
    if (sources === null) return false;
    if (sources === 'accounts') return isHidden('id', 'accounts', rules);
    return isHidden('id', 'deals', rules) || sources.some((source) => isHidden(source, 'deals', rules));
  }
  const module = rules.mapping[role];
  if (module === null) return true;
  const readable = rules.readable.get(module.module);
  if (readable === undefined || readable.size === 0) return true;
  // The record's own id is not a field with rights of its own: it comes with the module.
  if (reference === 'id') return false;
  const apiName = reference.startsWith(CRM_PREFIX)
    ? reference.slice(CRM_PREFIX.length)
    : module.fields[reference === 'stageType' ? 'stage' : reference];
  return apiName === undefined || !readable.has(apiName);
}

/** The columns of a table that the person may not see. */
export function hiddenColumns(table: ColumnTable, role: ModuleRole, rules: MaskRules): ReadonlySet<FieldReference> {
  return new Set([...table.columns.keys()].filter((reference) => isHidden(reference, role, rules)));
}

/**
 * The table with every cell of the hidden columns replaced by the marker, empty cells too: whether a hidden value exists
 * is hidden as well. Visible columns are shared, not copied. `marker` is `HIDDEN_MESSAGE` in the reader's language.
 */
export function maskTable(table: ColumnTable, hidden: ReadonlySet<FieldReference>, marker: string): ColumnTable {
  const masked: TextColumn = { kind: 'text', codes: new Int32Array(table.length), dictionary: [marker] };
  return {
    length: table.length,
    columns: new Map([...table.columns].map(([key, column]) => [key, hidden.has(key) ? masked : column])),
  };
}

/** An amount for a person: the number, or the reason why it is not shown. */
export function maskAmount<T extends number | null>(minor: T, hidden: boolean): T | Message {
  return hidden ? HIDDEN_MESSAGE : minor;
}

/**
 * Conditions on hidden fields. They are refused, not just hidden in the answer: who may ask "amount at least 10,000?"
 * often enough, with a live count, knows the amount.
 */
export function conditionsOnHidden(criteria: Criteria, role: ModuleRole, rules: MaskRules): readonly Problem[] {
  return criteria.conditions.flatMap((condition, index) =>
    isHidden(condition.field, role, rules)
      ? [
          {
            code: 'permissions.conditionOnHiddenField',
            params: { field: condition.field },
            where: `criteria.conditions[${index}].field`,
          },
        ]
      : [],
  );
}
