import type { ComponentChildren } from 'preact';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import {
  FULL_RUN_TECHNIQUES,
  TECHNIQUES,
  type Label,
  type LabelCounts,
  type OverviewAnswer,
  type Technique,
} from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { ALL_ACCOUNTS, type BarFilter } from '../models/NavigationModel.ts';
import { suggestSegments } from '../models/suggest-segments.ts';
import { blockedBy, sayInstant, sayIsoDay, techniqueName } from '../say.ts';
import { Amount } from './Amount.tsx';
import { LabelBars } from './LabelBars.tsx';
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
          <LabelsCard technique="rfm" labels={labels} counts={overview.rfm?.labels} onOpen={openBar} />
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
          <LabelsCard
            technique="firmographics"
            labels={labels}
            counts={overview.firmographics?.labels}
            onOpen={openBar}
          />
          <TopAccounts tab={tab} overview={overview} />
        </div>
      </div>
      {more.length > 0 && (
        <div class="columns">
          {more.map((technique) => (
            <LabelsCard
              key={technique}
              technique={technique}
              labels={labels}
              counts={overview[technique]?.labels}
              fullAt={overview.fullAt}
              onOpen={openBar}
            />
          ))}
        </div>
      )}
      {overview.voice?.surges !== undefined && (
        <SurgeSection tab={tab} surges={overview.voice.surges} at={overview.fullAt ?? overview.publishedAt} />
      )}
      <MovementSection
        tab={tab}
        techniques={TECHNIQUES.filter((technique) => overview[technique] != null)}
        publishedAt={overview.publishedAt}
      />
    </>
  );
}

interface LabelsCardProps {
  readonly technique: Technique;
  readonly labels: readonly Label[];
  /** undefined = the technique is not in use. */
  readonly counts: LabelCounts | undefined;
  /** Since when what it says stands, where looks for changes leave it as it is. */
  readonly fullAt?: string | null | undefined;
  readonly onOpen: (filter: BarFilter) => void;
}

function LabelsCard({ technique, labels, counts, fullAt = null, onOpen }: LabelsCardProps) {
  const t = useTranslator();
  if (counts === undefined) return null;
  return (
    <section class="card stack">
      <h2>{techniqueName(technique, t)}</h2>
      {fullAt !== null && <p class="soft">{t.text('segments.overview.ofFullRun', { at: sayInstant(fullAt, t) })}</p>}
      <LabelBars technique={technique} labels={labels} counts={counts} basis="abm" onOpen={onOpen} />
    </section>
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
