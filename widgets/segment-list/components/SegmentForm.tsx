import { effect } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { formatIsoDay } from '#core/crm/days.ts';
import { CriteriaBuilder } from '#widgets/shared/criteria-builder/CriteriaBuilder.tsx';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import type { Tab } from '../models/create-tab.ts';
import type { SegmentStart } from '../models/NavigationModel.ts';
import {
  createSegmentFormModel,
  MAX_NAME_CHARS,
  type FormBasis,
  type SegmentFormModel,
} from '../models/SegmentFormModel.ts';
import { suggestSegments } from '../models/suggest-segments.ts';
import { toFieldChoices } from '../models/to-field-choices.ts';
import { sayFailure } from '../say.ts';
import { NatureFields } from './NatureFields.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';
import { RemoteView } from './RemoteView.tsx';
import { ScreenHeading } from './ScreenHeading.tsx';

export interface SegmentFormProps {
  readonly tab: Tab;
  /** null = a new segment. */
  readonly segmentId: string | null;
  readonly start: SegmentStart | null;
  /** Takes up what the page before this one left unsaved. */
  readonly kept: boolean;
}

/** SEG-2, SEG-3: name, nature and criteria beside what they catch. */
export const SegmentForm: FunctionComponent<SegmentFormProps> = ({ tab, segmentId, start, kept }) => {
  const t = useTranslator();
  const form = useMemo(
    () =>
      createSegmentFormModel(
        { backend: tab.session.backend, timer: tab.timer },
        { segmentId, start, kept: kept ? tab.kept.take() : null },
      ),
    [segmentId],
  );
  useEffect(() => {
    void form.basis.load();
    const unguard = tab.navigation.guard(() => form.dirty.peek());
    let keeps = false;
    const stopKeeping = effect(() => {
      if (form.dirty.value) tab.kept.keep({ segmentId, draft: form.draft.value });
      else if (keeps) tab.kept.forget();
      keeps = form.dirty.value;
    });
    return () => {
      stopKeeping();
      // Saved, left or signed out; a page that is loaded again gets no chance to come here.
      if (keeps) tab.kept.forget();
      unguard();
      form.close();
    };
  }, [form]);
  return (
    <div class="screen">
      <ScreenHeading
        navigation={tab.navigation}
        title={t.text(segmentId === null ? 'segments.form.create' : 'segments.form.edit')}
        onBack={{ label: t.text('segments.back'), go: tab.navigation.back }}
      />
      <RemoteView state={form.basis.state} onRetry={() => void form.basis.load()} bars={[3, 5, 12]}>
        {(basis) => <Fields tab={tab} form={form} basis={basis} />}
      </RemoteView>
    </div>
  );
};

function Fields({
  tab,
  form,
  basis,
}: {
  readonly tab: Tab;
  readonly form: SegmentFormModel;
  readonly basis: FormBasis;
}) {
  const t = useTranslator();
  const { draft, preview } = form;
  const choices = useMemo(() => toFieldChoices(basis.fields, t), [basis.fields, t]);
  const change = (part: Partial<typeof draft.value>): void => {
    draft.value = { ...draft.value, ...part };
  };
  const save = async (): Promise<void> => {
    const here = tab.navigation.screen.peek();
    const saved = await form.save();
    if (!saved.ok) return;
    tab.segments.put(saved.value);
    tab.toasts.show(
      t.text(basis.segment === null ? 'segments.form.created' : 'segments.form.saved', { name: saved.value.name }),
    );
    tab.navigation.goFrom(here, { kind: 'segment', id: saved.value.id, filter: null });
  };
  const blocked = form.blocked.value;
  const said = form.said.value;
  const isNew = basis.segment === null;
  const empty = draft.value.criteria.conditions.length === 0;
  return (
    <form
      class="form-split"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div class="stack stack--wide">
        <div class="card stack form-split__main">
          <Field label={t.text('segments.column.name')}>
            {({ id, describedBy }) => (
              <input
                id={id}
                class="input"
                aria-describedby={describedBy}
                required
                maxLength={MAX_NAME_CHARS}
                value={draft.value.name}
                onInput={(event) => change({ name: event.currentTarget.value })}
              />
            )}
          </Field>
          <NatureFields draft={draft.value} onChange={change} />
          {isNew && empty && (
            <SuggestionChips
              tab={tab}
              onChoose={(next) =>
                change({ criteria: next.criteria, ...(draft.value.name.trim() === '' ? { name: next.name } : {}) })
              }
            />
          )}
          <CriteriaBuilder
            legend={t.text('segments.form.criteria')}
            fields={choices}
            criteria={draft.value.criteria}
            today={formatIsoDay(tab.today(t.viewer.timeZone))}
            onChange={(criteria) => change({ criteria })}
            count={<LiveCount form={form} />}
          />
          {basis.segment?.nature.kind === 'static' && <p class="soft">{t.text('segments.form.rebuilt')}</p>}
          {(basis.usedIn?.exports ?? 0) > 0 && (
            <p class="soft">{t.text('segments.form.usedIn', { count: basis.usedIn?.exports ?? 0 })}</p>
          )}
        </div>
        <div class="form-split__foot">
          {form.failure.value !== null && (
            <Banner tone="bad" live>
              {sayFailure(form.failure.value, t)}
            </Banner>
          )}
          <div class="actions">
            <Button
              kind="primary"
              type="submit"
              blockedBy={blocked === null ? null : t.text(`segments.block.${blocked}`)}
            >
              {t.text(isNew ? 'segments.form.submit' : 'segments.form.save')}
            </Button>
            <Button onPress={tab.navigation.back}>{t.text('shared.cancel')}</Button>
            {said !== null && (
              <span class="soft" aria-hidden="true">
                {t.text(`segments.block.${said}`)}
              </span>
            )}
          </div>
        </div>
      </div>
      <PreviewPanel tab={tab} preview={preview} segment={basis.segment} />
    </form>
  );
}

/** Beside the conditions, for narrow pages where the preview is further down; the preview itself is what is announced. */
function LiveCount({ form }: { readonly form: SegmentFormModel }) {
  const t = useTranslator();
  const { preview, counting } = form.preview.state.value;
  if (preview === null && !counting) return null;
  return (
    <span class="soft number" aria-hidden="true">
      {counting || preview === null
        ? t.text('segments.preview.counting')
        : t.text('segments.accounts', { count: preview.accounts })}
    </span>
  );
}

function SuggestionChips({ tab, onChoose }: { readonly tab: Tab; readonly onChoose: (start: SegmentStart) => void }) {
  const t = useTranslator();
  const suggestions = suggestSegments(tab.overview.labels.value, null);
  if (suggestions.length === 0) return null;
  return (
    <div class="quick" role="group" aria-label={t.text('segments.form.startWith')}>
      <span class="soft">{t.text('segments.form.startWith')}</span>
      {suggestions.map(({ labels, criteria }) => {
        const name = t.list(labels.map((label) => label.names[t.viewer.language]));
        return (
          <Button key={name} onPress={() => onChoose({ name, criteria })}>
            {name}
          </Button>
        );
      })}
    </div>
  );
}
