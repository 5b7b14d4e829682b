import './run-notes.css';
import type { ComponentChildren } from 'preact';
import { RUN_NOTES, type NotePlace } from '#core/techniques/run-notes.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import type { TechniqueNotes } from './notes-of.ts';
import { sayNote, type NoteNames } from './say-note.ts';

export interface RunNotesProps {
  readonly notes: TechniqueNotes;
  readonly names: NoteNames;
  /** What leads to where a note is mended, once for all that are mended there; null = this viewer cannot mend it. */
  readonly mend: (place: NotePlace, t: Translator) => ComponentChildren;
}

const PLACES = ['credits', 'techniques'] as const;

/** What stands against a technique's labels, openly, and how to read them, for whoever wants to know. */
export function RunNotes({
  notes: { warn, info, half },
  names,
  mend,
  words: t,
}: RunNotesProps & { readonly words: Translator }) {
  const mended = PLACES.filter((place) => warn.some(({ code }) => RUN_NOTES[code]?.mend === place));
  const ways = mended.flatMap((place) => mend(place, t) ?? []);
  const count = info.length + (half === null ? 0 : 1);
  return (
    <div class="run-notes">
      {warn.length > 0 && (
        <ul class="run-notes__list run-notes__list--warn">
          {warn.map((note, index) => (
            <li key={index}>{sayNote(note, names, t)}</li>
          ))}
        </ul>
      )}
      {ways.length > 0 && <div class="run-notes__ways">{ways}</div>}
      {count > 0 && (
        <details>
          <summary>{t.text('runNotes.more', { count })}</summary>
          <ul class="run-notes__list soft">
            {half !== null && <li>{t.text('runNotes.half', { ...half })}</li>}
            {info.map((note, index) => (
              <li key={index}>{sayNote(note, names, t)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
