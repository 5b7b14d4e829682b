import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { Section } from '../components/Card.tsx';
import { Notes } from './Notes.tsx';
import type { ShareRow, VoiceWords } from './say-voice.ts';
import { ShareBar } from './ShareBar.tsx';

interface VoicePartProps {
  readonly said: VoiceWords;
  readonly m: Translator;
}

export function VoiceFigures({ said, m }: VoicePartProps) {
  return (
    <div class="more-score">
      <p class="soft">{said.texts}</p>
      {said.sentiments.length > 0 && <Shares rows={said.sentiments} label={m.text('accountMore.sentiments')} m={m} />}
    </div>
  );
}

export function VoiceDetails({ said, m, asOf }: VoicePartProps & { readonly asOf: string }) {
  const t = useTranslator();
  return (
    <>
      <Section title={t.text('account.rule')} items={[said.rule]} />
      {said.intents.length > 0 && (
        <section class="label-card__section">
          <h3>{m.text('accountMore.intents')}</h3>
          <Shares rows={said.intents} label={m.text('accountMore.intents')} m={m} />
        </section>
      )}
      <Section title={m.text('accountMore.keywords')} items={said.keywords} />
      <Section title={m.text('accountMore.competitors')} items={said.competitors} />
      <Section title={t.text('account.nearMisses')} items={said.nearMisses} />
      <Notes items={[...said.notes, asOf]} />
    </>
  );
}

interface SharesProps {
  readonly rows: readonly ShareRow[];
  readonly label: string;
  readonly m: Translator;
}

function Shares({ rows, label, m }: SharesProps) {
  return (
    <ul role="list" class="scores" aria-label={label}>
      {rows.map(({ name, share, count }) => (
        <ShareBar
          key={name}
          name={name}
          share={share}
          value={m.text('accountMore.share', { countShare: share, count })}
        />
      ))}
    </ul>
  );
}
