import type { ComponentChildren } from 'preact';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import { FULL_RUN_TECHNIQUES, TECHNIQUES, type OverviewAnswer } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { ALL_ACCOUNTS, type BarFilter } from '../models/NavigationModel.ts';
import { suggestSegments } from '../models/suggest-segments.ts';
import { blockedBy, sayIsoDay } from '../say.ts';
import { Amount } from './Amount.tsx';
import { LabelsCard, LeftOutCard } from './LabelsCard.tsx';
import { lazyPart } from './lazy-part.tsx';
import { OutsideNote } from './OutsideNote.tsx';
import { RemoteView } from './RemoteView.tsx';
import { ScreenHeading } from './ScreenHeading.tsx';
import { Suggestions } from './Suggestions.tsx';

const SurgeSection = lazyPart(async () => (await import('./SurgeSection.tsx')).SurgeSection, [8]);
// With the code of its charts, after what stands above it.
const MovementSection = lazyPart(async () => (await import('./MovementSection.tsx')).MovementSection, [16]);

export function OverviewScreen({ tab }: { readonly tab: Tab }) {
  const t = useTranslator();
  return (
    <div class="screen">
      <ScreenHeading navigation={tab.navigation} title={t.text('segments.overview.title')} />
      <RemoteView state={tab.overview.state} onRetry={() => void tab.overview.load()} bars={[5, 14, 14]}>
        {(answer) =>
          answer.overview === null ? (
            <StateScreen title={t.text('segments.firstRun.title')} text={t.text('segments.firstRun.text')} />
          ) : (
            <Numbers tab={tab} answer={answer} overview={answer.overview} />
          )
        }
      </RemoteView>
    </div>
  );
}

interface NumbersProps {
  readonly tab: Tab;
  readonly answer: OverviewAnswer;
  readonly overview: NonNullable<OverviewAnswer['overview']>;
}

function Numbers({ tab, answer: { labels }, overview }: NumbersProps) {
  const t = useTranslator();
  const { newAccounts, closingThisMonth: closing } = overview;
  const isCut = overview.outside !== undefined && overview.outside !== 0;
  if (isCut && overview.accounts === 0)
    return (
      <>
        <OutsideNote outside={overview.outside} />
        <StateScreen
          title={t.text('segments.overview.noneReadable.title')}
          text={t.text('segments.overview.noneReadable.text')}
        />
      </>
    );
  const more = FULL_RUN_TECHNIQUES.filter((technique) => overview[technique] !== undefined);
  const openBar = (filter: BarFilter): void => tab.navigation.go({ kind: 'segment', id: ALL_ACCOUNTS, filter });
  const card = { labels, isCut, mayMend: tab.session.info.value?.rights.setup === true, onOpen: openBar };
  return (
    <>
      <OutsideNote outside={overview.outside} />
      <dl class="tiles">
        <Tile name={t.text('segments.overview.accounts')} value={t.number(overview.included)}>
          {t.text(isCut ? 'segments.overview.ofReadable' : 'segments.overview.ofAll', {
            count: t.number(overview.accounts),
          })}
        </Tile>
        {newAccounts !== null && (
          <Tile name={t.text('segments.overview.newAccounts')} value={t.number(newAccounts.accounts)}>
            {t.text('segments.overview.since', { day: sayIsoDay(newAccounts.since, t) })}
          </Tile>
        )}
        <Tile name={t.text('segments.column.wonMinor')} value={<Amount minor={overview.wonMinor} whole />}>
          {t.text('segments.overview.wonNote')}
        </Tile>
        <Tile name={t.text('segments.column.pipelineMinor')} value={<Amount minor={overview.pipelineMinor} whole />}>
          {t.text('segments.overview.pipelineNote')}
        </Tile>
        {closing !== null && (
          <Tile name={t.text('segments.overview.closing')} value={t.number(closing.accounts)}>
            {t.text('segments.overview.closingNote', {
              amount: closing.pipelineMinor === null ? null : t.wholeMoney(closing.pipelineMinor),
            })}
          </Tile>
        )}
        {overview.rfm !== null && (
          <Tile name={t.text('segments.overview.withoutPurchases')} value={t.number(overview.rfm.withoutPurchases)}>
            {t.text('segments.overview.noScores')}
          </Tile>
        )}
      </dl>
      <div class="columns">
        <div class="stack stack--wide">
          <LabelsCard {...card} technique="rfm" answer={overview.rfm} />
          <section class="card stack">
            <h2>{t.text('segments.suggestion.title')}</h2>
            <Suggestions
              suggestions={suggestSegments(labels, overview.rfm?.labels ?? null)}
              blocked={blockedBy(tab.session.info.value?.rights.createSegments, t)}
              onChoose={(start) => tab.navigation.go({ kind: 'create', start })}
            />
          </section>
        </div>
        <div class="stack stack--wide">
          <LabelsCard {...card} technique="firmographics" answer={overview.firmographics} />
          <TopAccounts tab={tab} overview={overview} />
        </div>
      </div>
      {overview.leftOut !== undefined && <LeftOutCard leftOut={overview.leftOut} mayMend={card.mayMend} />}
      {more.length > 0 && (
        <div class="columns">
          {more.map((technique) => (
            <LabelsCard
              {...card}
              key={technique}
              technique={technique}
              answer={overview[technique]}
              fullAt={overview.fullAt}
            />
          ))}
        </div>
      )}
      {overview.voice?.surges !== undefined && (
        <SurgeSection
          tab={tab}
          surges={overview.voice.surges}
          hasTexts={!overview.voice.warnings.some(({ code }) => code === 'voice.noTexts')}
          at={overview.fullAt ?? overview.publishedAt}
        />
      )}
      <MovementSection
        tab={tab}
        techniques={TECHNIQUES.filter((technique) => overview[technique] != null)}
        publishedAt={overview.publishedAt}
      />
    </>
  );
}

function TopAccounts({ tab, overview }: { readonly tab: Tab; readonly overview: NumbersProps['overview'] }) {
  const t = useTranslator();
  return (
    <section class="card stack">
      <h2>{t.text('segments.overview.top')}</h2>
      {overview.topAccounts.length === 0 ? (
        <p class="soft">
          {t.text(overview.wonMinor === null ? 'segments.overview.topHidden' : 'segments.overview.topNone')}
        </p>
      ) : (
        <ol class="ranking">
          {overview.topAccounts.map((account) => (
            <li key={account.id}>
              <button type="button" class="link" dir="auto" onClick={() => tab.openAccount(account.id)}>
                {account.name ?? t.text('segments.unnamed', { id: account.id })}
              </button>
              <span class="number">
                <Amount minor={account.wonMinor} whole />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly children?: string;
}

function Tile({ name, value, children }: TileProps) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd class="tile__value number">{value}</dd>
      {children !== undefined && <dd class="tile__note">{children}</dd>}
    </div>
  );
}
