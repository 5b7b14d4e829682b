import * as z from 'zod/mini';
import { TECHNIQUES } from '#core/labels/label.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Language } from '#widgets/shared/i18n/translator.ts';
import { loadRunNotes } from '#widgets/shared/run-notes/load-run-notes.tsx';
import { notesOf } from '#widgets/shared/run-notes/notes-of.ts';
import { engagementSchema, labelledSchema } from '#widgets/shared/schemas/labelled.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { useSetup } from '../setup-context.ts';

const answerSchema = z.object({
  /** null = nothing was published yet. */
  overview: z.nullable(
    z.object({
      /** Accounts that the viewer does not see; absent = they see all. */
      outside: z.optional(z.nullable(z.int())),
      rfm: z.nullable(labelledSchema),
      firmographics: z.nullable(labelledSchema),
      engagement: z.optional(engagementSchema),
      recommendations: z.optional(labelledSchema),
      voice: z.optional(labelledSchema),
    }),
  ),
  labels: z.array(
    z.object({ technique: z.string(), id: z.string(), names: z.object({ en: z.string(), es: z.string() }) }),
  ),
});
type Said = z.infer<typeof answerSchema>;

async function readSaid(backend: Backend): Promise<Result<Said, BackendFailure>> {
  const answer = await backend.call({ method: 'GET', path: '/v1/overview' });
  if (!answer.ok) return answer;
  const parsed = answerSchema.safeParse(answer.value);
  return parsed.success ? ok(parsed.data) : fail({ reason: 'failed', code: 'unreadableAnswer' });
}

/** What the published run says of its labels, technique by technique, each with the way to where it is mended. Rejects without an answer. */
export async function loadRunSays(backend: Backend, language: Language) {
  const [said, Notes] = await Promise.all([readSaid(backend), loadRunNotes(language)]);
  // Whoever may set up ABM but not look at it hears what the run itself says, and nothing of what is in it.
  if (!said.ok && said.error.reason === 'refused') return () => null;
  if (!said.ok) throw new Error(said.error.reason);
  const { overview, labels } = said.value;
  const isCut = overview?.outside !== undefined && overview.outside !== 0;
  const found = TECHNIQUES.flatMap((technique) => {
    const answer = overview?.[technique] ?? null;
    const notes = answer === null ? null : notesOf(technique, answer, isCut);
    return notes === null ? [] : [{ technique, notes }];
  });
  const nameOf = (technique: string, id: string): string =>
    labels.find((label) => label.technique === technique && label.id === id)?.names[language] ?? id;
  return function RunSays() {
    const t = useTranslator();
    const { setup, places } = useSetup();
    const { moduleLabel } = setup.mapping.org.value;
    if (found.length === 0) return null;
    return (
      <section class="stack">
        <h3>{t.text('configure.said')}</h3>
        {found.map(({ technique, notes }) => (
          <section key={technique} class="card stack">
            <h4>{t.text(`techniques.name.${technique}`)}</h4>
            <Notes
              notes={notes}
              names={{ label: (id) => nameOf(technique, id), module: moduleLabel }}
              mend={(place) => (
                <Button
                  key={place}
                  onPress={() => (place === 'credits' ? places.go('credits') : setup.go('techniques'))}
                >
                  {t.text('review.goTo', {
                    step: t.text(place === 'credits' ? 'setup.place.credits' : 'setup.step.techniques'),
                  })}
                </Button>
              )}
            />
          </section>
        ))}
      </section>
    );
  };
}
