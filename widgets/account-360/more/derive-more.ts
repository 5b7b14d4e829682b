import { NULL_DAY } from '#core/columns/column-table.ts';
import { LABEL_FIELD_NAMES } from '#core/labels/label-fields.ts';
import { TECHNIQUES, type TechniqueId } from '#core/labels/label.ts';
import type { MoreBasis } from '#core/labels/more-basis.ts';
import { decodeMoreEvidence, type MoreEvidence } from '#core/labels/more-evidence.ts';
import { MORE_LABEL_FIELD_NAMES } from '#core/labels/more-label-fields.ts';
import { engagementVerdict } from '#core/techniques/engagement/evidence.ts';
import { recommendationsVerdict } from '#core/techniques/recommendations/evidence.ts';
import { distinctWatches } from '#core/techniques/recommendations/watches.ts';
import { watchedCompetitors, watchedKeywords } from '#core/techniques/voice/conditions.ts';
import { voiceVerdict } from '#core/techniques/voice/evidence.ts';
import type { MoreInput } from '../models/more-input.ts';
import { dayOf } from '../models/record-values.ts';
import type { Explained, MoreCardView, MoreView, Unexplained } from './more-view.ts';

type MoreTechnique = Explained['technique'];
/** In the order of their parts in the evidence. */
const MORE: readonly MoreTechnique[] = ['engagement', 'recommendations', 'voice'];

/** What is to be said of each technique that the first screen has no card for. `more` null = its record is missing or unreadable. */
export function deriveMore(input: MoreInput, more: MoreBasis | null): MoreView {
  const notChosen: MoreView['notChosen'][number][] = [];
  const cards = TECHNIQUES.flatMap((technique): MoreCardView[] => {
    const { record, published, accountFields, zoneDay } = input;
    const { label, since, score } = fieldsOf(technique, published.fieldPrefix);
    const isSeen = (field: string): boolean => accountFields.some(({ apiName }) => apiName === field);
    const part = partOf(technique, input);
    const isChosen = part !== '' || published.labels.some((each) => each.technique === technique);
    const held = record[label];
    const fieldText = typeof held === 'string' && held !== '' ? held : null;
    const card = (state: MoreCardView['state'], labelId: string | null = null): MoreCardView[] => {
      const day = dayOf(record[since], zoneDay);
      const edited = labelId === null && 'kind' in state ? false : isEdited(technique, labelId, held, input);
      const sinceDay = day === NULL_DAY ? null : day;
      return [{ technique, labelId, sinceDay, state, fieldText, edited }];
    };
    if (!isSeen(label)) {
      const hidden: Unexplained = { kind: 'hidden', field: label };
      return isChosen
        ? [{ technique, labelId: null, sinceDay: null, state: hidden, fieldText: null, edited: false }]
        : [];
    }
    if (!isChosen) {
      notChosen.push({ technique, fieldText });
      return [];
    }
    if (technique === 'rfm' || technique === 'firmographics') {
      if (published[technique] === null) return card({ kind: 'leftOut' });
      // With evidence it has its card on the first screen.
      return part === '' ? card({ kind: 'notYet' }) : [];
    }
    const state = explain(technique, part, input, more);
    if ('kind' in state) return card(state);
    if (score !== null && !isSeen(score)) return card({ kind: 'scoreHidden', field: score }, state.evidence.labelId);
    return card(state, state.evidence.labelId);
  });
  return { cards, notChosen };
}

function fieldsOf(
  technique: TechniqueId,
  prefix: string,
): { readonly label: string; readonly since: string; readonly score: string | null } {
  const names = { ...LABEL_FIELD_NAMES, ...MORE_LABEL_FIELD_NAMES };
  return {
    label: prefix + names[`${technique}Label`],
    since: prefix + names[`${technique}Since`],
    score: technique === 'engagement' ? prefix + names.engagementScore : null,
  };
}

/** The technique's part of the evidence; empty = none. */
function partOf(technique: TechniqueId, { evidence }: MoreInput): string {
  // What these two hold is the first screen's affair: here it is enough that there is something.
  if (technique === 'rfm' || technique === 'firmographics') return evidence[technique] === null ? '' : technique;
  return evidence.more?.split('|')[MORE.indexOf(technique)] ?? '';
}

function explain(
  technique: MoreTechnique,
  part: string,
  { record, published, evidence }: MoreInput,
  more: MoreBasis | null,
): Explained | Unexplained {
  // Each part alone: what somebody did to one leaves the others as they are.
  const alone = { more: '|'.repeat(MORE.indexOf(technique)) + part };
  const isNewer = (evidence.more?.split('|').length ?? 0) > MORE.length;
  const decoded = decodeMoreEvidence(part === '' ? {} : alone, record.id);
  if (!decoded.ok || isNewer) return { kind: 'unreadable' };
  if (more === null || more.asOfDay !== published.asOfDay || more[technique] === undefined) return { kind: 'otherRun' };
  if (more[technique] === null) return { kind: 'leftOut' };
  if (part === '') return { kind: 'notYet' };
  return pair(technique, decoded.value, more) ?? { kind: 'otherRun' };
}

/** null where evidence does not give its own label under the basis: they are not of one run. */
function pair(technique: MoreTechnique, read: MoreEvidence, more: MoreBasis): Explained | null {
  const { engagement, recommendations, voice } = read;
  if (technique === 'engagement' && engagement !== null && more.engagement != null) {
    const basis = more.engagement;
    const fits = engagementVerdict(engagement, basis).labelId === engagement.labelId;
    return fits ? { technique, evidence: engagement, basis, unread: more.unread?.engagement ?? [] } : null;
  }
  if (technique === 'recommendations' && recommendations !== null && more.recommendations != null) {
    const basis = more.recommendations;
    const fits =
      recommendations.values.length === distinctWatches(basis.labels).length &&
      recommendationsVerdict(recommendations, basis).labelId === recommendations.labelId;
    return fits ? { technique, evidence: recommendations, basis } : null;
  }
  if (technique === 'voice' && voice !== null && more.voice != null) {
    const basis = more.voice;
    const fits =
      voice.keywords.length === watchedKeywords(basis.labels).length &&
      voice.competitors.length === watchedCompetitors(basis.labels).length &&
      voiceVerdict(voice, basis).labelId === voice.labelId;
    return fits
      ? { technique, evidence: voice, basis, unread: more.unread?.voice ?? [], judged: more.judged ?? null }
      : null;
  }
  return null;
}

/** The field holds the label's name in the language that the org was set up in; undefined = not read. */
function isEdited(technique: TechniqueId, labelId: string | null, held: unknown, { published }: MoreInput): boolean {
  if (held === undefined) return false;
  const label = published.labels.find((each) => each.technique === technique && each.id === labelId);
  // A label without a name in the published list cannot be compared.
  if (labelId !== null && label === undefined) return false;
  const names: readonly unknown[] = label === undefined ? [null, ''] : [label.names.en, label.names.es];
  return !names.includes(held);
}
