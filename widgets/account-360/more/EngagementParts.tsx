import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { Section } from '../components/Card.tsx';
import { Notes } from './Notes.tsx';
import type { EngagementWords } from './say-engagement.ts';
import { ShareBar } from './ShareBar.tsx';

interface EngagementPartProps {
  readonly said: EngagementWords;
  readonly m: Translator;
}

export function EngagementFigures({ said, m }: EngagementPartProps) {
  return (
    <div class="more-score">
      <ul role="list" class="scores">
        <ShareBar
          name={m.text('accountMore.score')}
          share={said.score / 100}
          value={m.text('accountMore.scoreOf', { score: said.score })}
        />
      </ul>
      <p class="soft">{said.points}</p>
    </div>
  );
}

/** From the label down to what every touch point gave. */
export function EngagementDetails({ said, m, asOf }: EngagementPartProps & { readonly asOf: string }) {
  const t = useTranslator();
  return (
    <>
      <Section title={t.text('account.rule')} items={[said.rule]} />
      {said.rows.length > 0 && (
        <section class="label-card__section">
          <h3>{m.text('accountMore.byTouch')}</h3>
          <table class="numbers">
            <thead>
              <tr>
                <th scope="col">{m.text('accountMore.touch')}</th>
                <th scope="col" class="number">
                  {m.text('accountMore.count')}
                </th>
                <th scope="col" class="number">
                  {m.text('accountMore.each')}
                </th>
                <th scope="col" class="number">
                  {m.text('accountMore.total')}
                </th>
              </tr>
            </thead>
            <tbody>
              {said.rows.map(({ name, count, each, total }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="number">{count !== null && m.number(count)}</td>
                  <td class="number">{each !== null && m.number(each)}</td>
                  <td class="number">{m.number(total)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" colSpan={3}>
                  {m.text('accountMore.sum')}
                </th>
                <td class="number">{m.number(said.total)}</td>
              </tr>
            </tfoot>
          </table>
        </section>
      )}
      <Section title={m.text('accountMore.byChannel')} items={said.channels} />
      <Section title={m.text('accountMore.reach')} items={said.reach} />
      <Section title={t.text('account.changes')} items={said.changes} />
      <Section title={t.text('account.nearMisses')} items={said.nearMisses} />
      <Notes items={[...said.notes, asOf]} />
    </>
  );
}
