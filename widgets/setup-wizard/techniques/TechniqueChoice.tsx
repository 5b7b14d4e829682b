import { useRef, useState } from 'preact/hooks';
import { CONFIGURED_TECHNIQUES, type ConfiguredTechnique } from '#core/configuration/technique-edits.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { useSetup } from '../setup-context.ts';
import { isLater, LATER_EDITORS } from './later-editors.ts';

/**
 * SET-5: at least one of five. What a technique starts from is fetched with the first tick; the box is ticked at once, and whoever
 * unticks it meanwhile has not chosen it. The editor that somebody is looking at stays.
 */
export function TechniqueChoice() {
  const t = useTranslator();
  const { setup } = useSetup();
  const [failed, setFailed] = useState(false);
  /** Ticked, and on their way. */
  const [coming, setComing] = useState<ReadonlySet<ConfiguredTechnique>>(new Set());
  const wanted = useRef(coming);
  const { chosen } = setup.draft.draft.value;

  function expect(technique: ConfiguredTechnique, isComing: boolean): void {
    const next = new Set(wanted.current);
    if (isComing) next.add(technique);
    else next.delete(technique);
    wanted.current = next;
    setComing(next);
  }

  async function choose(technique: ConfiguredTechnique, on: boolean): Promise<void> {
    setFailed(false);
    if (!on || !isLater(technique)) {
      expect(technique, false);
      setup.draft.edit((before) => ({ ...before, chosen: { ...before.chosen, [technique]: on } }));
      return;
    }
    expect(technique, true);
    try {
      const put = await LATER_EDITORS[technique].choose();
      if (!wanted.current.has(technique)) return;
      setup.draft.edit((before) => put(before, setup.mapping.org.value));
    } catch {
      setFailed(true);
    }
    expect(technique, false);
  }

  const isTicked = (technique: ConfiguredTechnique): boolean => chosen[technique] || coming.has(technique);
  return (
    <>
      <fieldset class="choose">
        <legend class="visually-hidden">{t.text('techniques.choose')}</legend>
        {CONFIGURED_TECHNIQUES.map((technique) => (
          <label key={technique} class={`card choose__item${isTicked(technique) ? ' choose__item--on' : ''}`}>
            <input
              type="checkbox"
              checked={isTicked(technique)}
              onChange={(event) => void choose(technique, event.currentTarget.checked)}
            />
            <span class="choose__text">
              <strong>{t.text(`techniques.name.${technique}`)}</strong>
              <span class="soft">{t.text(`techniques.${technique}.text`)}</span>
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
