import { useId } from 'preact/hooks';
import { applyVoiceFix, lintVoice } from '#core/techniques/voice/lint.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import {
  MAX_COMPETITORS,
  MAX_KEYWORDS,
  MAX_LABELS,
  MAX_SOURCES,
  MAX_WINDOW_DAYS,
  MIN_LABELS,
  MIN_TEXTS,
  MIN_WINDOW_DAYS,
} from '#core/techniques/voice/settings.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { LabelRows } from '../LabelRows.tsx';
import { LintList } from '../LintList.tsx';
import { NumberInput } from '../NumberInput.tsx';
import { LabelPreview } from '../preview/LabelPreview.tsx';
import { PreviewStatus } from '../preview/PreviewStatus.tsx';
import { sayAccounts } from '../preview/say-accounts.ts';
import { usePreview } from '../preview/use-preview.ts';
import { SourceList } from '../SourceList.tsx';
import { useTechnique } from '../use-technique.ts';
import { isPreset, startLabel } from './edit-voice.ts';
import { NameList } from './NameList.tsx';
import { SHIPPED_TEXTS } from './shipped-texts.ts';
import { VoiceRule } from './VoiceRule.tsx';

/** VOC-1, VOC-2: how far back texts count, whose names are watched for, and labels by preferences. */
export function VoiceEditor() {
  const t = useTranslator();
  const titleId = useId();
  const labelsId = useId();
  const { settings, edit, editWithUndo } = useTechnique('voice');
  const preview = usePreview('voice');
  if (settings === null) return null;
  const { labels, competitors, keywords, windowDays, sources = [] } = settings;
  return (
    <section class="technique" aria-labelledby={titleId}>
      <h3 id={titleId} class="technique__title">
        {t.text('techniques.name.voice')}
      </h3>
      <PreviewStatus preview={preview} />
      <SourceList
        title={t.text('voiceSetup.sources')}
        text={t.text('voiceSetup.sources.text')}
        shipped={SHIPPED_TEXTS}
        sources={sources}
        most={MAX_SOURCES}
        onAdd={(change) => edit((before) => ({ ...before, sources: change(before.sources ?? []) }))}
        onRemove={(text, change) =>
          editWithUndo(text, (before) => ({ ...before, sources: change(before.sources ?? []) }))
        }
      />
      <fieldset class="card settings-part">
        <legend class="settings-part__title">{t.text('voiceSetup.texts')}</legend>
        <p class="soft measure">{t.text('voiceSetup.texts.text', { least: MIN_TEXTS })}</p>
        <div class="source__fields">
          <Field label={t.text('voiceSetup.window')} hint={t.text('voiceSetup.window.hint')}>
            {({ id, describedBy }) => (
              <NumberInput
                id={id}
                describedBy={describedBy}
                value={windowDays}
                least={MIN_WINDOW_DAYS}
                most={MAX_WINDOW_DAYS}
                onChange={(days) => {
                  if (days !== null) edit((before) => ({ ...before, windowDays: days }));
                }}
              />
            )}
          </Field>
        </div>
      </fieldset>
      <div class="name-lists">
        <NameList
          title={t.text('voiceSetup.competitors')}
          text={t.text('voiceSetup.competitors.text')}
          field={t.text('voiceSetup.competitors.field')}
          names={competitors}
          most={MAX_COMPETITORS}
          onAdd={(change) => edit((before) => ({ ...before, competitors: change(before.competitors) }))}
          onRemove={(text, change) =>
            editWithUndo(text, (before) => ({ ...before, competitors: change(before.competitors) }))
          }
        />
        <NameList
          title={t.text('voiceSetup.keywords')}
          text={t.text('voiceSetup.keywords.text')}
          field={t.text('voiceSetup.keywords.field')}
          names={keywords}
          most={MAX_KEYWORDS}
          onAdd={(change) => edit((before) => ({ ...before, keywords: change(before.keywords) }))}
          onRemove={(text, change) =>
            editWithUndo(text, (before) => ({ ...before, keywords: change(before.keywords) }))
          }
        />
      </div>
      <section class="stack" aria-labelledby={labelsId}>
        <header class="section-head">
          <h4 id={labelsId}>{t.text('techniques.labels.title')}</h4>
          <Button
            blockedBy={isPreset(settings) ? t.text('voiceSetup.labels.isPreset') : null}
            onPress={() =>
              editWithUndo(t.text('techniques.labels.preset.done'), (before) => ({
                ...before,
                labels: presetVoiceSettings().labels,
              }))
            }
          >
            {t.text('techniques.labels.preset')}
          </Button>
        </header>
        <p class="soft measure">{t.text('voiceSetup.labels.text', { most: MAX_LABELS })}</p>
        <LabelRows
          labels={labels}
          least={MIN_LABELS}
          most={MAX_LABELS}
          onAdd={startLabel}
          onChange={(change) => edit((before) => ({ ...before, labels: change(before.labels) }))}
          onRemove={(text, change) => editWithUndo(text, (before) => ({ ...before, labels: change(before.labels) }))}
          sayAccounts={(label) => sayAccounts(preview, label, t)}
          rule={(label, _, change) => <VoiceRule label={label} settings={settings} onChange={change} />}
        />
      </section>
      <LabelPreview
        technique="voice"
        labels={labels}
        preview={preview}
        sources={new Map(sources.map(({ id, names }) => [id, names[t.viewer.language]]))}
      />
      <LintList
        findings={lintVoice(settings)}
        labels={labels}
        noneText={t.text('techniques.lint.noneFirmographics')}
        onFix={(fix) => editWithUndo(t.text('techniques.lint.fixed'), (before) => applyVoiceFix(before, fix))}
      />
    </section>
  );
}
