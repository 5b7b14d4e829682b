import type { Message } from '#core/message.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { loadRunNotes } from '#widgets/shared/run-notes/load-run-notes.tsx';
import { notesOf, type TechniqueAnswer } from '#widgets/shared/run-notes/notes-of.ts';
import type { Label, Technique } from '../models/answers.ts';
import type { BarFilter } from '../models/NavigationModel.ts';
import { labelName, sayInstant, techniqueName } from '../say.ts';
import { LabelBars } from './LabelBars.tsx';
import { lazyPart } from './lazy-part.tsx';

// With words of their own, where there is something to say.
const NOTES = {
  en: lazyPart(() => loadRunNotes('en'), [2]),
  es: lazyPart(() => loadRunNotes('es'), [2]),
};

interface LabelsCardProps {
  readonly technique: Technique;
  readonly labels: readonly Label[];
  /** null or undefined = the technique is not in use. */
  readonly answer: TechniqueAnswer | null | undefined;
  /** Since when what it says stands, where looks for changes leave it as it is. */
  readonly fullAt?: string | null | undefined;
  /** The viewer sees some of the accounts. */
  readonly isCut: boolean;
  /** Whether the viewer may change the settings. */
  readonly mayMend: boolean;
  readonly onOpen: (filter: BarFilter) => void;
}

/** What the last full run went without: a technique that it left out has no labels, and so no card of its own. */
export function LeftOutCard({ leftOut, mayMend }: { readonly leftOut: readonly Message[]; readonly mayMend: boolean }) {
  const t = useTranslator();
  const Notes = NOTES[t.viewer.language];
  return (
    <section class="card stack">
      <h2>{t.text('segments.overview.leftOut')}</h2>
      <Notes
        notes={{ warn: leftOut, info: [], half: null }}
        names={{ label: (id) => id, module: (apiName) => apiName }}
        mend={(place, words) => (mayMend ? <span key={place}>{words.text(`runNotes.${place}`)}</span> : null)}
      />
    </section>
  );
}

/** A technique's labels by accounts, and what the run said of them. */
export function LabelsCard({ technique, labels, answer, fullAt = null, isCut, mayMend, onOpen }: LabelsCardProps) {
  const t = useTranslator();
  if (answer == null) return null;
  const notes = notesOf(technique, answer, isCut);
  const Notes = NOTES[t.viewer.language];
  return (
    <section class="card stack">
      <h2>{techniqueName(technique, t)}</h2>
      {fullAt !== null && <p class="soft">{t.text('segments.overview.ofFullRun', { at: sayInstant(fullAt, t) })}</p>}
      <LabelBars technique={technique} labels={labels} counts={answer.labels} basis="abm" onOpen={onOpen} />
      {notes !== null && (
        <Notes
          notes={notes}
          names={{ label: (id) => labelName(labels, technique, id, t), module: (apiName) => apiName }}
          mend={(place, words) => (mayMend ? <span key={place}>{words.text(`runNotes.${place}`)}</span> : null)}
        />
      )}
    </section>
  );
}
