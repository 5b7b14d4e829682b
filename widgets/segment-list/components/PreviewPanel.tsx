import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { Preview, SegmentCard } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import type { PreviewModel } from '../models/PreviewModel.ts';
import { sayFailure } from '../say.ts';
import { Amount } from './Amount.tsx';
import { AccountLabelChips } from './AccountLabelChips.tsx';
import { OutsideNote } from './OutsideNote.tsx';

interface PreviewPanelProps {
  readonly tab: Tab;
  readonly preview: PreviewModel;
  /** The segment whose criteria change; null = a new one. */
  readonly segment: SegmentCard | null;
}

/** SEG-2: what the criteria catch, while they are written. */
export function PreviewPanel({ tab, preview, segment }: PreviewPanelProps) {
  const t = useTranslator();
  const { preview: found, counting, failure } = preview.state.value;
  const said = counting
    ? t.text('segments.preview.counting')
    : found === null
      ? t.text('segments.preview.unfinished')
      : t.text('segments.accounts', { count: found.accounts });
  return (
    <section
      class={`card stack preview ${counting ? 'preview--old' : ''}`}
      aria-label={t.text('segments.preview.title')}
    >
      <h2>{t.text('segments.preview.title')}</h2>
      {failure !== null ? (
        <Banner tone="bad" live actions={<Button onPress={preview.retry}>{t.text('shared.retry')}</Button>}>
          {sayFailure(failure, t)}
        </Banner>
      ) : (
        <p class="preview__count number" role="status">
          {said}
        </p>
      )}
      {found !== null && (
        <>
          <dl class="preview__sums">
            <div>
              <dt>{t.text('segments.column.wonMinor')}</dt>
              <dd class="number">
                <Amount minor={found.wonMinor} whole />
              </dd>
            </div>
            <div>
              <dt>{t.text('segments.column.pipelineMinor')}</dt>
              <dd class="number">
                <Amount minor={found.pipelineMinor} whole />
              </dd>
            </div>
          </dl>
          <OutsideNote outside={found.outside} />
          {segment !== null && found.difference !== null && <Difference difference={found.difference} />}
          <Members tab={tab} found={found} />
        </>
      )}
    </section>
  );
}

/** SEG-3: who would come and go. */
function Difference({ difference }: { readonly difference: NonNullable<Preview['difference']> }) {
  const t = useTranslator();
  const sides = [
    { key: 'entered', count: difference.entered, first: difference.firstEntered },
    { key: 'exited', count: difference.exited, first: difference.firstExited },
  ] as const;
  if (difference.entered + difference.exited === 0) return <p class="soft">{t.text('segments.difference.none')}</p>;
  return (
    <div class="difference">
      {sides.map(({ key, count, first }) => (
        <div key={key} class={`difference__side difference__side--${key}`}>
          <strong class="number">{t.text(`segments.difference.${key}`, { count })}</strong>
          {first.length > 0 && (
            <p class="soft">
              {first.map(({ id, name }) => name ?? t.text('segments.unnamed', { id })).join(', ')}
              {count > first.length && ` ${t.text('segments.difference.more', { count: count - first.length })}`}
            </p>
          )}
        </div>
      ))}
    </div>
  );
}

function Members({ tab, found }: { readonly tab: Tab; readonly found: Preview }) {
  const t = useTranslator();
  if (found.members.length === 0) return <p class="soft">{t.text('segments.preview.nobody')}</p>;
  const title = t.text('segments.preview.members', { count: found.members.length });
  return (
    <>
      <h3>{title}</h3>
      <ul class="members" role="list" tabIndex={0} aria-label={title}>
        {found.members.map((member) => (
          <li key={member.id}>
            <span class="members__name" dir="auto">
              {member.name ?? t.text('segments.unnamed', { id: member.id })}
            </span>
            <span class="number soft">
              <Amount minor={member.wonMinor} whole />
            </span>
            <AccountLabelChips labels={tab.overview.labels.value} of={member.labels} />
          </li>
        ))}
      </ul>
    </>
  );
}
