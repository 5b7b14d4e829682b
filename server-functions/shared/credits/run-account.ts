import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { WorkPorts } from '../ports.ts';
import { createJson, readJson, replaceJson, type JsonItem } from '../stores/json-items.ts';
import {
  bookedSchema,
  CREDIT_BOOK_DAYS,
  readBook,
  readRunBook,
  runBookPrefix,
  runDayKey,
  sumSpent,
  utcDay,
  type Booked,
} from './credit-book.ts';
import { readCreditBudget } from './credit-settings.ts';
import { onlyOnce } from './only-once.ts';
import type { CallPrice } from './price-of-call.ts';

/** Whose calls are paid from one purse. */
export interface CreditAccount {
  /**
   * Sets so many credits aside before a call, so that calls made together do not spend the same ones; throws `CrmError`
   * `budgetReached` where they may not be spent. Gives back how to let go of them, once what the call cost is noted or it is over.
   */
  hold(credits: number): () => void;
  /** Of one answered attempt. */
  note(price: CallPrice): void;
}

export interface RunAccount extends CreditAccount {
  /** Of this delivery. */
  readonly total: number;
  /** A book that cannot be written stops no run. */
  save(): Promise<void>;
}

/**
 * PLT-4: what a run spends, and the limit it stops at before a call rather than after the org's last credit. Only runs count
 * towards the day's limit. A call that is under way is tried again as often as it takes: that can exceed a limit by its price.
 */
export async function openRunAccount(
  { store, clock, ids }: Pick<WorkPorts, 'store' | 'clock' | 'ids'>,
  org: OrgKey,
  run: { readonly id: string },
): Promise<RunAccount> {
  const { mostPerRun, mostPerDay } = await readCreditBudget(store, org);
  const now = clock.now();
  const before = mostPerRun === null ? 0 : await readRunBook(store, org, run.id);
  const booked = mostPerDay === null ? [] : await readBook(store, org, now, 1);
  const openedOn = utcDay(now);
  const today = booked.reduce((sum, { byDay }) => sum + sumSpent(byDay[openedOn] ?? {}), 0);
  const byDay = new Map<string, Map<CallPrice['kind'], number>>();
  const spentOn = (day: string): number => [...(byDay.get(day)?.values() ?? [])].reduce((sum, each) => sum + each, 0);
  const total = (): number => [...byDay.keys()].reduce((sum, day) => sum + spentOn(day), 0);
  const refuse = (of: 'run' | 'day', most: number, spent: number): never => {
    throw new CrmError('budgetReached', `the credits of the ${of} that were set are used up`, { of, most, spent });
  };
  const delivery = ids.next('delivery');
  let held = 0;
  const items = new Map<string, JsonItem<Booked>>();
  const unsaved = new Set<string>();

  const write = async (day: string): Promise<void> => {
    const key = `${runBookPrefix(day, run.id)}${delivery}`;
    const value: Booked = { runId: run.id, byDay: { [day]: Object.fromEntries(byDay.get(day) ?? []) } };
    const expiresAt = clock.now() + CREDIT_BOOK_DAYS * 24 * 60 * 60_000;
    const item = items.get(day);
    // Another delivery of the same day may have said so before; it says the same.
    if (item === undefined) await createJson(store, org, runDayKey(run.id, day), day, expiresAt);
    const written =
      item === undefined
        ? await createJson(store, org, key, value, expiresAt)
        : await replaceJson(store, org, item, value, expiresAt);
    if (written.outcome === 'written') {
      items.set(day, { key, value, revision: written.revision });
      unsaved.delete(day);
      return;
    }
    // An outcome that was not said: the next saving writes the whole again, over whatever stands.
    const standing = await readJson(store, org, key, bookedSchema);
    if (standing === null) items.delete(day);
    else items.set(day, standing);
  };
  return {
    get total() {
      return total();
    },
    hold(credits) {
      const wanted = held + credits;
      const ofRun = before + total();
      if (mostPerRun !== null && ofRun + wanted > mostPerRun) refuse('run', mostPerRun, ofRun);
      const day = utcDay(clock.now());
      const ofDay = (day === openedOn ? today : 0) + spentOn(day);
      if (mostPerDay !== null && ofDay + wanted > mostPerDay) refuse('day', mostPerDay, ofDay);
      held = wanted;
      return onlyOnce(() => void (held -= credits));
    },
    note({ kind, credits }) {
      const day = utcDay(clock.now());
      const spent = byDay.get(day) ?? new Map<CallPrice['kind'], number>();
      spent.set(kind, (spent.get(kind) ?? 0) + credits);
      byDay.set(day, spent);
      unsaved.add(day);
    },
    async save() {
      for (const day of unsaved) await write(day).catch(() => undefined);
    },
  };
}

/** The ports on a run's account: whatever it asks of the CRM is counted. */
export function onAccount(ports: WorkPorts, account: CreditAccount): WorkPorts {
  return {
    ...ports,
    crmFor: (org, frozen) => ports.crmFor(org, frozen, account),
    counterFor: (org) => ports.counterFor(org, account),
  };
}
