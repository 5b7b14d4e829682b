import { useEffect, useState } from 'preact/hooks';
import { CONFIGURED_TECHNIQUES, type ConfiguredTechnique } from '#core/configuration/technique-edits.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { LazyScreen } from '../components/LazyScreen.tsx';
import { StepFoot } from '../components/StepFoot.tsx';
import { isCounting } from '../models/is-counting.ts';
import { mappingOf } from '../models/setup-draft.ts';
import { sayProblem } from '../say-problem.ts';
import { useSetup, type SetupScreen } from '../setup-context.ts';
import { FirmographicsEditor } from './FirmographicsEditor.tsx';
import { isLater, LATER_EDITORS, type LaterTechnique } from './later-editors.ts';
import { RfmEditor } from './RfmEditor.tsx';
import { SnapshotStatus } from './SnapshotStatus.tsx';
import { TechniqueChoice } from './TechniqueChoice.tsx';

/** SET-5, SET-10: choose and shape techniques, with the numbers moving along. */
export function TechniquesStep() {
  const t = useTranslator();
  const { setup, loadWords } = useSetup();
  const [wanted, setWanted] = useState<ConfiguredTechnique>('rfm');
  const draft = setup.draft.draft.value;
  const { chosen, rfm, firmographics, criteria } = draft;
  const mapping = mappingOf(draft);
  const problems = setup.check.value.techniques;
  /** Of what a preview shows. */
  const shownProblems = problems.filter(({ where }) => /^techniques\.(?:rfm|firmographics)/.test(where)).length;
  const snapshot = setup.snapshot.state.value;
  const snapshotId = snapshot.kind === 'ready' ? snapshot.id : null;

  // Opened again after a run, it shows what that run was of.
  useEffect(() => void setup.snapshot.renew(), []);

  useEffect(() => {
    if (mapping === null || problems.some(({ where }) => where.startsWith('techniques.rfm.contributing'))) return;
    // The others have no numbers before they are scored.
    if (!chosen.rfm && !chosen.firmographics) return setup.snapshot.want(null);
    const { recencyField, frequencyOf, monetaryField, contributing } = rfm;
    const aggregation = chosen.rfm ? { recencyField, frequencyOf, monetaryField, contributing } : null;
    setup.snapshot.want({ mapping, criteria, rfm: aggregation });
  }, [draft]);

  useEffect(() => {
    // The effect above may just have begun another count: the old one does not know the new settings.
    const standing = setup.snapshot.state.peek();
    if (standing.kind !== 'ready') setup.preview.stop();
    // Settings that would be refused are not asked about: the last numbers stay until they are whole.
    if (standing.kind !== 'ready' || shownProblems > 0) return;
    setup.preview.ask({
      id: standing.id,
      rfm: chosen.rfm ? rfm : null,
      firmographics: chosen.firmographics ? firmographics : null,
    });
  }, [snapshotId, draft, shownProblems]);

  const shownOnes = CONFIGURED_TECHNIQUES.filter((technique) => chosen[technique]);
  // One at a time: each is a long page of its own.
  const shown = chosen[wanted] ? wanted : (shownOnes[0] ?? null);
  const faulty = (technique: ConfiguredTechnique): boolean =>
    problems.some(({ where }) => where.startsWith(`techniques.${technique}`));
  const names = { org: setup.mapping.org.value, draft };
  const problem = problems[0] === undefined ? null : sayProblem(problems[0], names, t);
  const counting = isCounting(snapshot, setup.preview.state.value);
  return (
    <div class="stack">
      <p class="measure">{t.text('techniques.intro')}</p>
      <TechniqueChoice />
      <SnapshotStatus stale={(shown === 'rfm' || shown === 'firmographics') && shownProblems > 0} />
      {shownOnes.length > 1 && (
        <div
          class={`switch switch--wide${shownOnes.length > 2 ? ' switch--many' : ''}`}
          role="group"
          aria-label={t.text('techniques.shown')}
        >
          {shownOnes.map((technique) => (
            <Button key={technique} pressed={shown === technique} onPress={() => setWanted(technique)}>
              {t.text(`techniques.name.${technique}`)}
              {faulty(technique) && <span class="switch__fault"> · {t.text('techniques.lint.severity.error')}</span>}
            </Button>
          ))}
        </div>
      )}
      {shown === 'rfm' && <RfmEditor />}
      {shown === 'firmographics' && <FirmographicsEditor />}
      {shown !== null && isLater(shown) && <LazyScreen key={shown} load={() => loadEditor(shown, loadWords)} />}
      <StepFoot step="techniques" blockedBy={problem ?? (counting ? t.text('techniques.counting') : null)} />
    </div>
  );
}

async function loadEditor(technique: LaterTechnique, loadWords: SetupScreen['loadWords']) {
  const { editor, words } = LATER_EDITORS[technique];
  const [Editor] = await Promise.all([editor(), loadWords(words)]);
  return Editor;
}
