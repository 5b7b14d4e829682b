import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, createOwnJson, readJson, replaceJson } from '../shared/stores/json-items.ts';
import { exportKey, exportRowSchema, historyUntil, isExportOver, type ExportRow } from './export-row.ts';

/** One thread makes the files of everybody: so many at a time are enough for one person. Exports. */
export const MAX_UNFINISHED_EXPORTS = 3;

/** Each lost race means that another of the person's requests got on, so this many in a row is a store that does not work. */
const MAX_RACES = 1_000;

/** Ids of one person's exports that hold a place; those that are over hold none, and go when the next one is looked for. */
const placesSchema = z.strictObject({ held: z.array(z.string()) });

/**
 * Keeps a new export's row, unless its person has as many under way already: false. The row first, then a place in the one item
 * that only compare-and-set changes: of many at the very same time as many begin as may, and a place whose row is gone is free.
 */
export async function beginExport(store: Store, org: OrgKey, row: ExportRow): Promise<boolean> {
  await createOwnJson(store, org, exportKey(row.id), row, historyUntil(row));
  try {
    if (await takePlace(store, org, row)) return true;
  } catch (error) {
    await dropExport(store, org, row.id);
    throw error;
  }
  await dropExport(store, org, row.id);
  return false;
}

/** Takes a row away that no job works for; its place is free with it. */
export async function dropExport(store: Store, org: OrgKey, id: string): Promise<void> {
  const item = await store.read(org, exportKey(id));
  if (item !== null) await store.remove(org, exportKey(id), item.revision);
}

async function takePlace(store: Store, org: OrgKey, row: ExportRow): Promise<boolean> {
  const key = `export-places/${row.requestedBy}`;
  for (let race = 0; race < MAX_RACES; race++) {
    const item = await readJson(store, org, key, placesSchema);
    const held = await stillHeld(store, org, item?.value.held ?? []);
    // Written in a race whose outcome was not said.
    if (held.includes(row.id)) return true;
    if (held.length >= MAX_UNFINISHED_EXPORTS) return false;
    const next = { held: [...held, row.id] };
    const until = historyUntil(row);
    const { outcome } =
      item === null ? await createJson(store, org, key, next, until) : await replaceJson(store, org, item, next, until);
    if (outcome === 'written') return true;
  }
  throw new StoreError('unavailable', `a place for the export ${row.id} could not be taken`);
}

async function stillHeld(store: Store, org: OrgKey, ids: readonly string[]): Promise<readonly string[]> {
  const held: string[] = [];
  for (const id of ids) {
    const item = await readJson(store, org, exportKey(id), exportRowSchema);
    if (item !== null && !isExportOver(item.value)) held.push(id);
  }
  return held;
}
