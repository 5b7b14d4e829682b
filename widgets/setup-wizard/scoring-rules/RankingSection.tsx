import { useRef, useState } from 'preact/hooks';
import { SCORED_MODULES, type ScoredModule } from '#core/scoring-rules/scoring-rules.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { sayPoints } from '#widgets/shared/ledger/say-points.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { Paging } from '#widgets/shared/ui/Paging.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { LedgerDialog } from './LedgerDialog.tsx';
import type { RankingModel } from './RankingModel.ts';
import type { RuleModule } from './rule-modules.ts';
import { moduleName } from './rule-words.ts';
import { sayRulesFailure } from './say-failure.ts';
import type { RankedPage, RankedRecord, ScoringRulesApi } from './scoring-rules-api.ts';

interface RankingSectionProps {
  readonly api: Pick<ScoringRulesApi, 'ledger'>;
  readonly model: RankingModel;
  readonly modules: readonly RuleModule[];
}

/** A module's records in their order by score; each opens what its score is made of. */
export function RankingSection({ api, model, modules }: RankingSectionProps) {
  const t = useTranslator();
  const top = useRef<HTMLElement>(null);
  const [opened, setOpened] = useState<RankedRecord | null>(null);
  const state = model.state.value;
  const failure = state.kind === 'loading' ? null : state.failure;
  const isThere = (wanted: ScoredModule): boolean =>
    modules.some(({ module, state: found }) => module === wanted && (found === 'there' || found === 'fieldsUnread'));
  return (
    <section ref={top} class="stack credits__part">
      <h3 id="ranked-heading">{t.text('rulesSetup.ranked')}</h3>
      <div class="ranked__head">
        <Field label={t.text('rulesSetup.ranked.module')}>
          {({ id }) => (
            <select
              id={id}
              class="input"
              value={model.module.value}
              onChange={({ currentTarget: { value } }) => {
                const chosen = SCORED_MODULES.find((each) => each === value);
                if (chosen !== undefined) void model.open(chosen);
              }}
            >
              {SCORED_MODULES.filter((module) => isThere(module) || module === model.module.value).map((module) => (
                <option key={module} value={module}>
                  {moduleName(module, modules, t)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {failure !== null && (
        <Banner
          tone="warn"
          live
          actions={<Button onPress={() => void model.reload()}>{t.text('shared.retry')}</Button>}
        >
          {t.text('rulesSetup.ranked.failed')} {sayRulesFailure(failure, t)}
        </Banner>
      )}
      {state.kind === 'loading' && <Skeleton text={t.text('shared.loading')} bars={[12]} />}
      {state.kind === 'ready' && (
        <div class="stack" aria-busy={model.busy.value}>
          <Records ranked={state.ranked} onOpen={setOpened} />
          {state.ranked.total > 0 && (
            <Paging
              part="rulesSetup"
              page={state.page}
              pageSize={state.ranked.pageRecords}
              total={state.ranked.total}
              onTurn={(page) => {
                void model.turn(page);
                // A page is read from its top; the focus stays on the button, for whoever leafs on.
                top.current?.scrollIntoView({ block: 'start' });
              }}
            />
          )}
        </div>
      )}
      {opened !== null && (
        <LedgerDialog api={api} module={model.module.value} record={opened} onClose={() => setOpened(null)} />
      )}
    </section>
  );
}

interface RecordsProps {
  readonly ranked: RankedPage;
  readonly onOpen: (record: RankedRecord) => void;
}

function Records({ ranked: { records, total, publishedAt, rulesVersion, hiddenNames }, onOpen }: RecordsProps) {
  const t = useTranslator();
  const at = publishedAt === null ? Number.NaN : Date.parse(publishedAt);
  if (Number.isNaN(at)) return <p class="soft measure">{t.text('rulesSetup.ranked.unpublished')}</p>;
  const asOf = t.text('rulesSetup.ranked.asOf', { at: t.instant(at), version: rulesVersion });
  return (
    <>
      <p class="soft">{total === 0 ? `${t.text('rulesSetup.ranked.empty')} ${asOf}` : asOf}</p>
      {hiddenNames && <p class="soft">{t.text('rulesSetup.ranked.hiddenNames')}</p>}
      {records.length > 0 && (
        <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="ranked-heading">
          <table class="table ranked">
            <thead>
              <tr>
                <th scope="col" class="number">
                  {t.text('rulesSetup.ranked.rank')}
                </th>
                <th scope="col">{t.text('rulesSetup.ranked.record')}</th>
                {(['total', 'positive', 'negative'] as const).map((column) => (
                  <th key={column} scope="col" class="number">
                    {t.text(`rulesSetup.ranked.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {records.map((record) => {
                const shown = record.name ?? t.text('rulesSetup.ranked.nameless', { id: record.id });
                return (
                  <tr key={record.id}>
                    <td class="number">{t.number(record.rank)}</td>
                    <th scope="row" class="ranked__name">
                      <button
                        type="button"
                        class="ranked__open"
                        aria-label={t.text('rulesSetup.ledger.of', { record: shown })}
                        onClick={() => onOpen(record)}
                      >
                        {shown}
                      </button>
                    </th>
                    <td class="number">
                      <strong>{t.number(record.total)}</strong>
                    </td>
                    <td class="number">{sayPoints(record.positive, t)}</td>
                    <td class="number">{sayPoints(record.negative, t)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
