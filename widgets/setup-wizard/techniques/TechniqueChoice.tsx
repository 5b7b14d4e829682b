import { useState } from 'preact/hooks';
import { CONFIGURED_TECHNIQUES, type ConfiguredTechnique } from '#core/configuration/technique-edits.ts';
import { isScored } from '#core/techniques/scored-techniques.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { useSetup } from '../setup-context.ts';
import { isLater, LATER_EDITORS } from './later-editors.ts';

/** SET-5: at least one of five. What a technique starts from is fetched with the first tick. */
export function TechniqueChoice({ onChosen }: { readonly onChosen: (technique: ConfiguredTechnique) => void }) {
  const t = useTranslator();
  const { setup } = useSetup();
  const [failed, setFailed] = useState(false);
  const { chosen } = setup.draft.draft.value;

  async function choose(technique: ConfiguredTechnique, on: boolean): Promise<void> {
    setFailed(false);
    if (!on || !isLater(technique)) {
      setup.draft.edit((before) => ({ ...before, chosen: { ...before.chosen, [technique]: on } }));
      return;
    }
    try {
      const put = await LATER_EDITORS[technique].choose();
      setup.draft.edit((before) => put(before, setup.mapping.org.value));
      onChosen(technique);
    } catch {
      setFailed(true);
    }
  }

  return (
    <>
      <fieldset class="choose">
        <legend class="visually-hidden">{t.text('techniques.choose')}</legend>
        {CONFIGURED_TECHNIQUES.map((technique) => (
          <label key={technique} class={`card choose__item${chosen[technique] ? ' choose__item--on' : ''}`}>
            <input
              type="checkbox"
              checked={chosen[technique]}
              onChange={(event) => {
                const on = event.currentTarget.checked;
                // The box shows what the draft says, which is a moment later where settings are fetched first.
                event.currentTarget.checked = chosen[technique];
                void choose(technique, on);
              }}
            />
            <span class="choose__text">
              <strong>{t.text(`techniques.name.${technique}`)}</strong>
              <span class="soft">{t.text(`techniques.${technique}.text`)}</span>
              {!isScored(technique) && <span class="choose__note">{t.text('techniques.notScored.short')}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      {failed && (
        <Banner tone="warn" live>
          {t.text('setup.offline.text')}
        </Banner>
      )}
    </>
  );
}
