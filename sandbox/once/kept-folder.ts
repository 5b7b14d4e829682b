import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import type { Recipe } from '#core/configuration/recipe.ts';
import { StartInputError } from './start-input-error.ts';
import type { StartOptions } from './start-options.ts';

const CONTENTS_FILE = 'contents.json';
const CONTENTS_FORMAT = 'lodestar.kept-folder/1';

const contentsSchema = z.strictObject({
  format: z.literal(CONTENTS_FORMAT),
  accounts: z.number().nullable(),
  dealsPerAccount: z.number().nullable(),
  /** SHA-256 of the files that the recipe names; null = the sample org. */
  data: z.string().nullable(),
  /** SHA-256 of what the recipe says. */
  recipe: z.string().nullable(),
  today: z.string(),
});
type Contents = z.infer<typeof contentsSchema>;

const OPTIONS = [
  ['accounts', '--accounts'],
  ['dealsPerAccount', '--deals-per-account'],
  ['data', '--data'],
  ['recipe', '--recipe'],
  ['today', '--today'],
] as const;

/**
 * Remembers in a kept folder (which must exist) what its orgs were filled with. Throws `StartInputError` when orgs stand there
 * that were filled with anything else: they would be served in place of what was asked for.
 */
export async function claimKeptFolder(folder: string, options: StartOptions, recipe: Recipe | null): Promise<void> {
  const wanted = await describeContents(options, recipe);
  const file = join(folder, CONTENTS_FILE);
  if (!(await holdsOrgs(join(folder, 'crm')))) {
    await writeFile(file, `${JSON.stringify(wanted, null, 2)}\n`);
    return;
  }
  const advice = 'Name another folder with --folder, or remove this one to start afresh.';
  const held = await readContents(file);
  if (held === null) throw new StartInputError(`${folder} holds orgs, and not what they were filled with. ${advice}`);
  const differing = OPTIONS.flatMap(([key, option]) => (held[key] === wanted[key] ? [] : [option]));
  if (differing.length > 0) {
    throw new StartInputError(
      `${folder} was filled with other data than asked for now (${differing.join(', ')}). Start with the same options and files as then. ${advice}`,
    );
  }
}

async function holdsOrgs(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => name.endsWith('.sqlite'));
}

/** null = missing, or not of this version. */
async function readContents(file: string): Promise<Contents | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return contentsSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

async function describeContents(options: StartOptions, recipe: Recipe | null): Promise<Contents> {
  const { accounts, dealsPerAccount, data, today } = options;
  const isImport = data !== null && recipe !== null;
  return {
    format: CONTENTS_FORMAT,
    accounts,
    dealsPerAccount,
    data: isImport ? await digestFiles(data, recipe) : null,
    recipe: isImport ? createHash('sha256').update(JSON.stringify(recipe)).digest('hex') : null,
    today,
  };
}

/** By content, not by place or date: a copied folder is the same data. A file that cannot be read is told by the import. */
async function digestFiles(folder: string, recipe: Recipe): Promise<string> {
  const all = createHash('sha256');
  for (const table of [recipe.accounts, recipe.contacts, recipe.products, recipe.deals]) {
    if (table === undefined) continue;
    const hash = createHash('sha256');
    const isRead = await pipeline(createReadStream(join(folder, table.file)), hash).then(
      () => true,
      () => false,
    );
    all.update(`${table.file}\0${isRead ? hash.digest('hex') : 'not read'}\0`);
  }
  return all.digest('hex');
}
