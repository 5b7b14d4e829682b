import type { FunctionComponent } from 'preact';
import { useEffect, useId, useMemo } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import type { ExportSubject, Tab } from '../models/create-tab.ts';
import {
  createExportFormModel,
  MAX_CHOSEN_FIELDS,
  SEPARATORS,
  type ExportFormModel,
} from '../models/ExportFormModel.ts';
import { textIn } from '../models/to-field-choices.ts';
import { sayFailure } from '../say.ts';
import { FieldPicker } from './FieldPicker.tsx';
import { OutsideNote } from './OutsideNote.tsx';
import { RemoteView } from './RemoteView.tsx';

export interface ExportDialogProps {
  readonly tab: Tab;
  readonly subject: ExportSubject;
}

const SEPARATOR_KEYS = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;

/** EXP-1. */
export const ExportDialog: FunctionComponent<ExportDialogProps> = ({ tab, subject }) => {
  const t = useTranslator();
  const form = useMemo(
    () => createExportFormModel(tab.session.backend, subject.segmentId, t.viewer.language),
    [subject.segmentId],
  );
  useEffect(() => {
    void form.fields.load();
    return () => form.fields.reset();
  }, [form]);
  const close = (): void => {
    tab.exporting.value = null;
  };
  const start = async (): Promise<void> => {
    const here = tab.navigation.screen.peek();
    const started = await form.start();
    if (!started.ok) return;
    tab.exports.put(started.value);
    tab.toasts.show(t.text('segments.exporting.started'));
    // Whoever closed the dialog meanwhile is at something else.
    if (tab.exporting.peek() !== subject) return;
    close();
    tab.navigation.goFrom(here, { kind: 'exports' });
  };
  const blocked = form.blocked.value;
  const { failure } = form;
  return (
    <Dialog
      title={t.text('segments.exporting.title', { name: subject.name ?? t.text('segments.detail.all') })}
      onClose={close}
      actions={
        <>
          {blocked !== null && (
            <span class="soft dialog__why">{t.text(`segments.block.${blocked}`, { most: MAX_CHOSEN_FIELDS })}</span>
          )}
          <Button onPress={close}>{t.text('shared.cancel')}</Button>
          <Button
            kind="primary"
            blockedBy={blocked === null ? null : t.text(`segments.block.${blocked}`, { most: MAX_CHOSEN_FIELDS })}
            onPress={() => void start()}
          >
            {t.text('segments.exporting.start')}
          </Button>
        </>
      }
    >
      <p class="soft">{t.text('segments.exporting.text')}</p>
      <OutsideNote outside={outsideOf(tab, subject)} />
      <Which form={form} />
      <RemoteView state={form.fields.state} onRetry={() => void form.fields.load()} bars={[2, 8]}>
        {() => (
          <>
            {form.mode.value === 'chosen' && <FieldPicker form={form} />}
            <Hidden form={form} />
          </>
        )}
      </RemoteView>
      <Format form={form} />
      {failure.value !== null && (
        <Banner tone="bad" live>
          {sayFailure(failure.value, t)}
        </Banner>
      )}
    </Dialog>
  );
};

/** What the list or the overview said of it. */
function outsideOf({ segments, overview }: Tab, { segmentId }: ExportSubject): number | null | undefined {
  const [all, known] = [overview.state.value, segments.state.value];
  if (segmentId === null) return all.kind === 'ready' ? all.value.overview?.outside : undefined;
  return known.kind === 'ready' ? known.value.find(({ id }) => id === segmentId)?.outside : undefined;
}

function Which({ form }: { readonly form: ExportFormModel }) {
  const t = useTranslator();
  const name = useId();
  const state = form.fields.state.value;
  const all = state.kind === 'ready' ? state.value.filter(({ hidden }) => !hidden).length : null;
  return (
    <fieldset class="nature">
      <legend class="field__label">{t.text('segments.exporting.fields')}</legend>
      {(['all', 'chosen'] as const).map((mode) => (
        <label key={mode} class="choice">
          <input type="radio" name={name} checked={form.mode.value === mode} onChange={() => form.setMode(mode)} />
          <span>
            {mode === 'all'
              ? all === null
                ? t.text('segments.exporting.all')
                : t.text('segments.exporting.allCount', { count: t.number(all) })
              : t.text('segments.exporting.chosen', { most: MAX_CHOSEN_FIELDS })}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What field rights leave out, said before and not discovered after. */
function Hidden({ form }: { readonly form: ExportFormModel }) {
  const t = useTranslator();
  const hidden = form.hidden.value;
  if (hidden.length === 0) return null;
  return (
    <Banner tone="info">
      {t.text('segments.exporting.hidden', {
        count: hidden.length,
        names: t.list(hidden.map((field) => textIn(field.label, t.viewer.language))),
      })}
    </Banner>
  );
}

function Format({ form }: { readonly form: ExportFormModel }) {
  const t = useTranslator();
  return (
    <details class="format">
      <summary>{t.text('segments.exporting.format')}</summary>
      <div class="stack format__body">
        <label class="nature__interval">
          <span>{t.text('segments.exporting.separator')}</span>
          <select
            class="input"
            value={form.separator.value}
            onChange={(event) => {
              const separator = SEPARATORS.find((known) => known === event.currentTarget.value);
              if (separator !== undefined) form.setSeparator(separator);
            }}
          >
            {SEPARATORS.map((separator) => (
              <option key={separator} value={separator}>
                {t.text(`segments.separator.${SEPARATOR_KEYS[separator]}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={form.bom.value}
            onChange={(event) => form.setBom(event.currentTarget.checked)}
          />
          <span>{t.text('segments.exporting.bom')}</span>
        </label>
        <p class="soft">{t.text('segments.exporting.values')}</p>
      </div>
    </details>
  );
}
