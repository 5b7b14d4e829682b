import type { Configuration } from '#core/configuration/configuration.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { createMemoryCrmBatch } from './memory-crm.ts';
import { createMemoryOrg, type MemoryOrg } from './memory-crm-data.ts';
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
