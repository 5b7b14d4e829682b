import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { StepFoot } from '../components/StepFoot.tsx';
import { isCounting } from '../models/is-counting.ts';
import { mappingOf } from '../models/setup-draft.ts';
import { sayProblem } from '../say-problem.ts';
import { useSetup } from '../setup-context.ts';
import { FirmographicsEditor } from './FirmographicsEditor.tsx';
import { RfmEditor } from './RfmEditor.tsx';
import { SnapshotStatus } from './SnapshotStatus.tsx';

const TECHNIQUES = ['rfm', 'firmographics'] as const;
type Technique = (typeof TECHNIQUES)[number];

/** SET-5, SET-10: choose and shape techniques, with the numbers moving along. */
export function TechniquesStep() {
  const t = useTranslator();
  const { setup } = useSetup();
  const [wanted, setWanted] = useState<Technique>('rfm');
  const draft = setup.draft.draft.value;
  const { chosen, rfm, firmographics, criteria } = draft;
  const mapping = mappingOf(draft);
  const problems = setup.check.value.techniques;
  const snapshot = setup.snapshot.state.value;
  const snapshotId = snapshot.kind === 'ready' ? snapshot.id : null;

  useEffect(() => {
    if (mapping === null || problems.some(({ where }) => where.startsWith('techniques.rfm.contributing'))) return;
    const { recencyField, frequencyOf, monetaryField, contributing } = rfm;
    const aggregation = chosen.rfm ? { recencyField, frequencyOf, monetaryField, contributing } : null;
    setup.snapshot.want({ mapping, criteria, rfm: aggregation });
  }, [draft]);

  useEffect(() => {
    // The effect above may just have begun another count: the old one does not know the new settings.
    const standing = setup.snapshot.state.peek();
    if (standing.kind !== 'ready') setup.preview.stop();
    // Settings that would be refused are not asked about: the last numbers stay until they are whole.
    if (standing.kind !== 'ready' || problems.length > 0) return;
    setup.preview.ask({
      id: standing.id,
      rfm: chosen.rfm ? rfm : null,
      firmographics: chosen.firmographics ? firmographics : null,
    });
  }, [snapshotId, draft, problems.length]);

  const both = chosen.rfm && chosen.firmographics;
  // One at a time: either is a long page of its own.
  const shown = both ? wanted : chosen.firmographics ? 'firmographics' : 'rfm';
  const faulty = (technique: Technique): boolean =>
    problems.some(({ where }) => where.startsWith(`techniques.${technique}`));
  const names = { org: setup.mapping.org.value, draft };
  const problem = problems[0] === undefined ? null : sayProblem(problems[0], names, t);
  const counting = isCounting(snapshot, setup.preview.state.value);
  return (
    <div class="stack">
      <p class="measure">{t.text('techniques.intro')}</p>
      <fieldset class="choose">
        <legend class="visually-hidden">{t.text('techniques.choose')}</legend>
        {TECHNIQUES.map((technique) => (
          <label key={technique} class={`card choose__item${chosen[technique] ? ' choose__item--on' : ''}`}>
            <input
              type="checkbox"
              checked={chosen[technique]}
              onChange={(event) => {
                const on = event.currentTarget.checked;
                setup.draft.edit((before) => ({ ...before, chosen: { ...before.chosen, [technique]: on } }));
              }}
            />
            <span class="choose__text">
              <strong>{t.text(`technique.${technique}`)}</strong>
              <span class="soft">{t.text(`techniques.${technique}.text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <SnapshotStatus />
      {both && (
        <div class="switch switch--wide" role="group" aria-label={t.text('techniques.shown')}>
          {TECHNIQUES.map((technique) => (
            <Button key={technique} pressed={shown === technique} onPress={() => setWanted(technique)}>
              {t.text(`technique.${technique}`)}
              {faulty(technique) && <span class="switch__fault"> · {t.text('techniques.lint.severity.error')}</span>}
            </Button>
          ))}
        </div>
      )}
      {chosen[shown] && (shown === 'rfm' ? <RfmEditor /> : <FirmographicsEditor />)}
      <StepFoot step="techniques" blockedBy={problem ?? (counting ? t.text('techniques.counting') : null)} />
    </div>
  );
}
