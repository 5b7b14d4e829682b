import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { LabelCounts } from '#widgets/shared/schemas/labelled.ts';
import type { Label, Technique } from '../models/answers.ts';
import type { BarFilter } from '../models/NavigationModel.ts';
import { labelName, techniqueName } from '../say.ts';

interface LabelBarsProps {
  readonly technique: Technique;
  readonly labels: readonly Label[];
  readonly counts: LabelCounts;
  /** What the shares are of: accounts that carry a label in the CRM, or all that take part in ABM. */
  readonly basis: 'crm' | 'abm';
  /** null = bars open nothing. */
  readonly onOpen: ((filter: BarFilter) => void) | null;
}

/** The first thing to see, so it needs no drawing code: a table whose cells are the bars, largest bar = widest count. */
export function LabelBars({ technique, labels, counts, basis, onOpen }: LabelBarsProps) {
  const t = useTranslator();
  const total = counts.reduce((sum, { accounts }) => sum + accounts, 0);
  const most = Math.max(1, ...counts.map(({ accounts }) => accounts));
  return (
    <>
      <table class="label-bars">
        <caption class="visually-hidden">
          {t.text('segments.overview.labelsOf', { technique: techniqueName(technique, t) })}
        </caption>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">{t.text('segments.column.label')}</th>
            <th scope="col">{t.text('segments.column.accounts')}</th>
            <th scope="col">{t.text('segments.column.share')}</th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ labelId, accounts }) => {
            const name = labelId === null ? t.text('shared.noLabel') : labelName(labels, technique, labelId, t);
            const colour = labels.find((label) => label.technique === technique && label.id === labelId)?.colour;
            return (
              <tr key={labelId ?? ''}>
                <th scope="row">
                  {onOpen === null ? (
                    <span class="label-bars__row">
                      <Bar name={name} colour={colour} share={accounts / most} />
                    </span>
                  ) : (
                    <button
                      type="button"
                      class="label-bars__row label-bars__row--open"
                      aria-label={t.text('segments.openAccountsOf', { name })}
                      onClick={() => onOpen({ by: 'label', key: labelId, technique, name })}
                    >
                      <Bar name={name} colour={colour} share={accounts / most} />
                    </button>
                  )}
                </th>
                <td class="number">{t.number(accounts)}</td>
                <td class="number soft">{t.percent(total === 0 ? 0 : accounts / total)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="soft label-bars__basis">{t.text(`segments.share.${basis}`, { count: total })}</p>
    </>
  );
}

function Bar({
  name,
  colour,
  share,
}: {
  readonly name: string;
  readonly colour: string | undefined;
  readonly share: number;
}) {
  return (
    <>
      <span class="label-bars__name">{name}</span>
      <span class="label-bars__track" aria-hidden="true">
        <span
          class={colour === undefined ? 'label-bars__bar label-bars__bar--none' : 'label-bars__bar'}
          style={{ inlineSize: `${share * 100}%`, ...(colour === undefined ? {} : { backgroundColor: colour }) }}
        />
      </span>
    </>
  );
}
