import type { Message } from '#core/message.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import type { Right } from '#widgets/shared/schemas/session-info.ts';
import type { Label, SegmentCard, Technique } from './models/answers.ts';

/** What went wrong in one sentence, and what to do. */
export function sayFailure(failure: BackendFailure, t: Translator): string {
  switch (failure.reason) {
    case 'refused':
      // No right of a profile, but a field that it hides.
      if (failure.missing === 'permission.fieldHidden') return t.text('segments.failure.fieldHidden');
      if (failure.missing === 'sharing.signInAgain') return t.text('segments.failure.signInAgain');
      return t.text('segments.failure.refused', { right: sayRight(failure.missing, t) });
    case 'invalid':
      return t.text('segments.failure.invalid', {
        details: failure.problems.map((problem) => sayProblem(problem, t)).join(' '),
      });
    case 'failed':
      if (failure.code === 'sharing.stillReading') return t.text('segments.failure.stillReading');
      if (failure.code === 'sharing.unreadable') return t.text('segments.failure.sharing');
      return t.text('segments.failure.failed', { code: failure.code });
    case 'conflict':
      // Of "segment.hasChildren" the last word.
      return t.text('segments.failure.conflict', { code: failure.code.split('.').at(-1) ?? '' });
    case 'signedOut':
    case 'notFound':
    case 'gone':
    case 'offline':
      return t.text(`segments.failure.${failure.reason}`);
  }
}

/** Codes of core's criteria have words of their own; the server's are few, others are said as they are. */
function sayProblem(problem: Message, t: Translator): string {
  if (problem.code === 'permissions.conditionOnHiddenField') {
    return t.text('segments.problem.hiddenField', { field: problem.params['field'] ?? null });
  }
  return t.message(problem);
}

const RIGHT_NAMES = {
  Crm_Implied_Manage_ABM: 'segments.right.view',
  Crm_Implied_Create_ABM_Segments: 'segments.right.create',
  Crm_Implied_Edit_ABM_Segments: 'segments.right.edit',
  Crm_Implied_Delete_ABM_Segments: 'segments.right.delete',
  Crm_Implied_Manage_ABM_Configurations: 'segments.right.setup',
} as const;

/** Of a job that ended at no limit, or nobody knows at which. */
const NO_LIMIT = { of: null, most: null, spent: null };

/** What ended a job, from the server's one word; an unknown word is said as it stands. `problems` know which limit was reached. */
export function sayReason(reason: string, t: Translator, problems: readonly Message[] = []): string {
  const limit = problems.find(({ code }) => code === 'crm.budgetReached')?.params;
  return t.text('segments.reason', { ...NO_LIMIT, ...limit, reason });
}

/** PER-4: as an administrator finds it in the profile, with the CRM's own name behind it. */
export function sayRight(missing: string, t: Translator): string {
  const known = Object.entries(RIGHT_NAMES).find(([name]) => name === missing)?.[1];
  if (known !== undefined) return t.text(known, { code: missing });
  return missing.startsWith('Crm_Implied_Export_') ? t.text('segments.right.export', { code: missing }) : missing;
}

/** Why a button cannot be used by this person; null = it can. */
export function blockedBy(right: Right | undefined, t: Translator): string | null {
  if (right === true) return null;
  return t.text('segments.failure.refused', { right: sayRight(right?.missing ?? '?', t) });
}

/** PER-4: an amount, or that it is hidden. */
export function sayAmount(minor: number | null, t: Translator): string {
  return minor === null ? t.text('segments.hidden') : t.money(minor);
}

/** What people call a technique: the panel shares the words of the first two, and has no room for others. */
export function techniqueName(technique: Technique, t: Translator): string {
  if (technique === 'rfm' || technique === 'firmographics') return t.text(`technique.${technique}`);
  return t.text(`segments.technique.${technique}`);
}

/** The head over a technique's labels. */
export function labelColumnName(technique: Technique, t: Translator): string {
  return technique === 'rfm' ? t.text('segments.column.rfm') : techniqueName(technique, t);
}

export function labelName(labels: readonly Label[], technique: Technique, id: string, t: Translator): string {
  return labels.find((label) => label.technique === technique && label.id === id)?.names[t.viewer.language] ?? id;
}

export function sayNature({ nature }: Pick<SegmentCard, 'nature'>, t: Translator): string {
  return nature.kind === 'static' ? t.text('segments.nature.static') : t.text(`segments.nature.${nature.interval}`);
}

/** An ISO day (`2026-03-01`) or an ISO instant as the viewer writes dates. */
export function sayIsoDay(day: string, t: Translator): string {
  return t.day(Math.floor(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000));
}

export function sayInstant(instant: string, t: Translator): string {
  const epochMs = Date.parse(instant);
  return Number.isNaN(epochMs) ? instant : t.instant(epochMs);
}
