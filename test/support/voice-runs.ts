import type { Configuration } from '#core/configuration/configuration.ts';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { NO_COVERAGE } from '#core/intake/coverage.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { currentIntakeKey, intakeObjects, writeManifest } from '#server-functions/intake/intake-manifest.ts';
import { ids as idColumn, tableOf } from '#server-functions/intake/intake-tables.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import { createMemoryCrmBatch } from './memory-crm.ts';
import { createMemoryOrg, type MemoryOrg } from './memory-crm-data.ts';
import { REFRESH_ORG, type RefreshWorld } from './refresh-world.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { addTechniqueModules, withEveryTechnique } from './techniques-org.ts';

/** Cases and their settings, with voice beside RFM and firmographics alone. */
export async function createVoiceOrg(accounts: number): Promise<{
  readonly memory: MemoryOrg;
  readonly voice: VoiceSettings;
  withVoice(changes: Partial<VoiceSettings>): Configuration;
}> {
  const random = createRandom(11);
  const memory = createMemoryOrg(
    {
      accounts: Array.from({ length: accounts }, (_, index) => ({
        name: `Account ${index}`,
        industry: index % 3 === 0 ? null : 'Communications',
        employees: Math.floor(random() * 900),
      })),
      deals: Array.from({ length: accounts }, (_, index) => ({
        name: `Deal ${index}`,
        account: `Account ${index}`,
        stage: 'Closed Won' as const,
        amount: (random() * 10_000).toFixed(2),
        closingDate: `2026-0${1 + (index % 6)}-1${index % 9}`,
      })),
    },
    1_000n,
  );
  addTechniqueModules(memory, random);
  const proposed = await proposeFor(createMemoryCrmBatch(memory), { at: '2026-06-30T00:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  const whole = withEveryTechnique(proposed.value);
  const { rfm, firmographics, voice } = whole.techniques;
  if (voice == null) throw new Error('voice is chosen');
  const withVoice = (changes: Partial<VoiceSettings>): Configuration => ({
    ...whole,
    techniques: { rfm, firmographics, voice: { ...voice, ...changes } },
  });
  return { memory, withVoice, voice };
}

/** A text as an intake keeps it. */
export interface SaidText {
  readonly contact: bigint;
  readonly account: bigint;
  readonly day: number;
  readonly text: string;
  /** Absent = nobody else has it in their list. */
  readonly message?: bigint;
}

/** What an intake would leave of texts. */
export async function publishTexts(
  { ports }: RefreshWorld,
  { emails, notes }: { readonly emails: readonly SaidText[]; readonly notes: readonly SaidText[] },
): Promise<void> {
  const objects = intakeObjects(ports, REFRESH_ORG);
  const contacts = [...new Set(emails.map(({ contact }) => contact))].sort((a, b) => (a < b ? -1 : 1));
  const columns = (said: readonly SaidText[], first: number) => ({
    id: idColumn(said.map((_, at) => BigInt(first + at))),
    message: idColumn(said.map(({ message }, at) => message ?? BigInt(first + at))),
    contact: idColumn(said.map(({ contact }) => contact)),
    day: { kind: 'day', days: Int32Array.from(said, ({ day }) => day) } as const,
    text: {
      kind: 'text',
      codes: Int32Array.from(said, (_, at) => at),
      dictionary: said.map(({ text }) => text),
    } as const,
  });
  const about = idColumn(notes.map(({ account }) => account));
  const manifest = await writeManifest(objects, {
    format: 'lodestar.intake/1',
    org: formatOrgKey(REFRESH_ORG),
    shards: [
      {
        from: '0',
        contacts: await objects.writeTable(
          tableOf(contacts.length, { id: idColumn(contacts), account: idColumn(contacts.map(() => 0n)) }),
        ),
        touches: null,
        texts: await objects.writeTable(tableOf(emails.length, columns(emails, 1))),
      },
    ],
    notes: [await objects.writeTable(tableOf(notes.length, { ...columns(notes, 100), account: about }))],
    notesSince: 0,
  });
  await createJson(ports.store, REFRESH_ORG, currentIntakeKey(), {
    runId: 'intake-1',
    publishedAt: '2026-06-30T00:00:00.000Z',
    manifest,
    former: null,
    coverage: NO_COVERAGE,
    days: [],
  });
}
