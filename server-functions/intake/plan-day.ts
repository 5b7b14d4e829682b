import { createIdIndex } from '#core/columns/key-index.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { accountImportance } from '#core/intake/account-importance.ts';
import {
  CONTACT_COLUMNS,
  idColumn,
  idsOf,
  locate,
  numbersOf,
  statesOf,
  withFormerStates,
} from '#core/intake/contact-shards.ts';
import { planIntake, type IntakePlan } from '#core/intake/plan-intake.ts';
import { columnOf } from '../score/column-of.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import type { Parts } from '../shared/runs/parts.ts';
import { moveOn, type IntakeContext, type IntakeUnit } from './intake-context.ts';
import type { IntakeRow } from './intake-row.ts';
import { numbers, tableOf } from './intake-tables.ts';
import { publishedAccounts } from './published-accounts.ts';

/** Who is read today and in which order: everything but what the calls will cost. */
export const planDay: IntakeUnit = async (context, row) => {
  const { frozen, standing } = await context.inputs(row);
  const listed = await context.listed(row);
  const former: ColumnTable[] = [];
  for (const { contacts } of standing?.shards ?? []) former.push(await context.objects.readTable(contacts));
  const contacts = withFormerStates(listed, former);
  const importance = await importanceOf(context, listed);
  const lastActivity = numbersOf(contacts, CONTACT_COLUMNS.lastActivity);
  const plan = planIntake({ ...statesOf(contacts), lastActivity, importance }, frozen.now);
  return moveOn('read', {
    plan: {
      contacts: await context.parts.writeTable(contacts),
      first: await context.parts.writeTable(ordinals(plan.first)),
      rotation: await context.parts.writeTable(ordinals(plan.rotation)),
    },
  });
};

export async function loadPlan(
  parts: Parts,
  { job }: IntakeRow,
): Promise<IntakePlan & { readonly contacts: ColumnTable }> {
  const { plan } = job.cursor;
  if (plan === null) throw new TypeError('nothing has been planned');
  const order = async (name: string): Promise<Int32Array> =>
    Int32Array.from(numbersOf(await parts.readTable(name), 'row'));
  return {
    contacts: await parts.readTable(plan.contacts),
    first: await order(plan.first),
    rotation: await order(plan.rotation),
  };
}

function ordinals(rows: Int32Array): ColumnTable {
  return tableOf(rows.length, { row: numbers(Float64Array.from(rows)) });
}

/** Of each contact's account; nobody's is important where no run has summed what they bought, or its sums are gone: an order is a preference. */
async function importanceOf({ ports, org }: IntakeContext, listed: ColumnTable): Promise<Float64Array> {
  const importance = new Float64Array(listed.length);
  const accounts = await publishedAccounts(ports, org, [C.id, C.won, C.pipeline]);
  if (accounts === 'none' || accounts === 'gone') return importance;
  const values = accountImportance(
    columnOf(accounts, C.won, 'money').minor.slice(0, accounts.length),
    columnOf(accounts, C.pipeline, 'money').minor.slice(0, accounts.length),
  );
  const rows = locate(createIdIndex(idsOf(accounts)), idColumn(listed, CONTACT_COLUMNS.account).values, listed.length);
  rows.forEach((account, contact) => {
    if (account >= 0) importance[contact] = values[account] ?? 0;
  });
  return importance;
}
