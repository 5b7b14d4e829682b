import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Cancellation } from '#core/cancellation.ts';
import { parseConfigurationText } from '#core/configuration/parse-configuration.ts';
import { runScore } from '#server-functions/score/run-score.ts';
import type { ScoreRefusal } from '#server-functions/score/generation.ts';
import { encodeAccounts } from './account-file.ts';
import { encodeContacts } from './contact-file.ts';
import { deriveLevels, type Levels } from './derive-levels.ts';
import { InputError } from './input-error.ts';
import { labelEngagement, withEngagement } from './label-engagement.ts';
import { labelRecommendations, readOrgPurchases, withRecommendations } from './label-recommendations.ts';
import { labelVoice, withVoice } from './label-voice.ts';
import { openInput, type OpenData } from './open-input.ts';
import type { ScoreCommand } from './parse-arguments.ts';
import { placeInDocument, readDocument } from './read-documents.ts';
import { writeResults } from './write-results.ts';

/** The run itself declined: the input is sound, but the technique would say nothing true about it. */
export class ScoreRefusedError extends Error {
  override readonly name = 'ScoreRefusedError';
  readonly refusal: ScoreRefusal;

  constructor(refusal: ScoreRefusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

/**
 * CSV files to accounts.csv, contacts.csv (with engagement), texts.csv (with voice) and levels.json, by the functions that score a CRM. Throws `InputError`, `ScoreRefusedError`, and what
 * reading the files throws (`CsvError`, `RecipeError`, `RecipeFilesError`); then no file has been written or changed.
 */
export async function score(command: ScoreCommand, openData: OpenData, cancellation: Cancellation): Promise<Levels> {
  const settingsText = await readDocument(command.settings, '--settings');
  const input = await openInput(command.data, command.recipe, openData);
  if ((await realpath(command.out).catch(() => command.out)) === input.folder) {
    throw new InputError([{ code: 'cli.outIsData', where: command.out, params: {} }]);
  }
  const settingsName = basename(command.settings);
  const settings = parseConfigurationText(settingsText, settingsName, input.known);
  if (!settings.ok) throw new InputError(settings.error);
  const configuration = settings.value;

  const wanted = configuration.techniques.recommendations ?? null;
  const run = await runScore({
    crm: input.crm,
    configuration,
    asOfDay: command.asOfDay,
    offered: wanted?.cellFields ?? [],
    cancellation,
  });
  if (!run.ok) {
    const { reason, problems } = run.error;
    if (reason === 'duplicateAccountIds') throw new InputError(problems);
    // The files are empty, not the settings wrong: in a CRM the same problem points at the mapping.
    if (problems.some(({ code }) => code === 'run.noAccounts')) {
      throw new InputError([{ code: 'cli.noAccountRows', where: input.accountsFile, params: {} }]);
    }
    const placed = placeInDocument(problems, settingsText, settingsName);
    throw reason === 'techniqueRefused'
      ? new ScoreRefusedError({ ...run.error, problems: placed })
      : new InputError(placed);
  }
  const recommended =
    wanted === null
      ? null
      : labelRecommendations(run.value, await readOrgPurchases(input, run.value, cancellation), wanted);
  const engagement = configuration.techniques.engagement ?? null;
  const engaged = engagement === null ? null : await labelEngagement(input, run.value, engagement, cancellation);
  const heard = configuration.techniques.voice ?? null;
  const voice = heard === null ? null : await labelVoice(input, run.value, heard, cancellation);
  const levels = deriveLevels(run.value, configuration, recommended, engaged, voice);
  const labelled = withVoice(withEngagement(withRecommendations(run.value, recommended), engaged), voice);
  const accounts = encodeAccounts(labelled, configuration, (id) => input.sourceIdOf('accounts', id));
  const contacts = engaged?.contacts ?? null;
  await writeResults(
    command.out,
    [
      { name: 'accounts.csv', chunks: accounts },
      ...(contacts === null ? [] : [{ name: 'contacts.csv', chunks: encodeContacts(contacts, input.sourceIdOf) }]),
      ...(voice === null ? [] : [{ name: 'texts.csv', chunks: voice.verdicts }]),
      { name: 'levels.json', chunks: [new TextEncoder().encode(`${JSON.stringify(levels, null, 2)}\n`)] },
    ],
    cancellation,
  );
  return levels;
}
