import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { Section } from '../components/Card.tsx';
import { Notes } from './Notes.tsx';
import type { RecommendationRow, RecommendationsWords } from './say-recommendations.ts';

interface RecommendationsPartProps {
  readonly said: RecommendationsWords;
  readonly m: Translator;
}

/** What to call about: the products that the run kept, with their chance. */
export function RecommendationsFigures({ said, m }: RecommendationsPartProps) {
  if (said.best.length === 0) return <p class="soft">{m.text('accountMore.noBest')}</p>;
  return <ChanceTable title={said.title} rows={said.best} m={m} />;
}

export function RecommendationsDetails({ said, m, asOf }: RecommendationsPartProps & { readonly asOf: string }) {
  const t = useTranslator();
  const grounds = said.rows.flatMap(({ type, product, because }) =>
    because === null || product === null ? [] : [m.text('accountMore.because', { type, product, because })],
  );
  return (
    <>
      <Section title={t.text('account.rule')} items={[said.rule]} />
      <section class="label-card__section">
        <h3>{m.text('accountMore.allTypes')}</h3>
        <ChanceTable rows={said.rows} m={m} />
      </section>
      <Section title={m.text('accountMore.grounds')} items={grounds} />
      <Section title={t.text('account.nearMisses')} items={said.nearMisses} />
      <Notes items={[...said.notes, asOf]} />
    </>
  );
}

interface ChanceTableProps {
  readonly title?: string;
  readonly rows: readonly RecommendationRow[];
  readonly m: Translator;
}

function ChanceTable({ title, rows, m }: ChanceTableProps) {
  return (
    <table class="numbers">
      {title !== undefined && <caption>{title}</caption>}
      <thead>
        <tr>
          <th scope="col">{m.text('accountMore.product')}</th>
          <th scope="col" class="number">
            {m.text('accountMore.chance')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ type, product, value }) => (
          <tr key={type}>
            <th scope="row">
              {product ?? <span class="soft">{m.text('accountMore.productNotKept')}</span>}
              <span class="deals__facts">{type}</span>
            </th>
            <td class="number">{value ?? m.text('accountMore.chanceNotKept')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
