import { parseIsoDay } from '#core/crm/days.ts';
import { simpleLowerCase } from '#core/criteria/simple-lower-case.ts';
import type { Label } from '#core/labels/label.ts';
import type { Problem } from '#core/message.ts';
import type {
  NumberRange,
  NumberScoring,
  RecencyRange,
  RecencyScoring,
  RfmSettings,
} from '#core/techniques/rfm/settings.ts';

/** RFM-2, 3, 5 across fields. Field references and criteria are checked with the whole configuration. */
export function checkRfmSettings(settings: RfmSettings, at: string): Problem[] {
  const levels = { r: settings.recency.levels, f: settings.frequency.levels, m: settings.monetary.levels };
  return [
    ...checkScoring(settings.recency, `${at}.recency`),
    ...checkScoring(settings.frequency, `${at}.frequency`),
    ...checkScoring(settings.monetary, `${at}.monetary`),
    ...checkLabels(settings.labels, `${at}.labels`),
    ...settings.labels.flatMap(({ matches }, index) => {
      if (matches === 'noPurchases') return [];
      return (['r', 'f', 'm'] as const).flatMap((metric): Problem[] => {
        const range = matches[metric];
        const where = `${at}.labels[${index}].matches.${metric}`;
        if (range === null) return [];
        if (range.min > range.max)
          return [{ code: 'rfm.reversedScores', params: { metric, min: range.min, max: range.max }, where }];
        return range.min < 1 || range.max > levels[metric]
          ? [{ code: 'rfm.scoresBeyondLevels', params: { metric, ...range, levels: levels[metric] }, where }]
          : [];
      });
    }),
  ];
}

/** Ids tell labels apart for good; names do for people and as options of the CRM's field, in either language. */
export function checkLabels(labels: readonly Label[], at: string): Problem[] {
  const problems: Problem[] = [];
  const seen = { id: new Set<string>(), en: new Set<string>(), es: new Set<string>() };
  for (const [index, { id, names }] of labels.entries()) {
    if (seen.id.has(id)) problems.push({ code: 'labels.duplicateId', params: { id }, where: `${at}[${index}].id` });
    seen.id.add(id);
    for (const language of ['en', 'es'] as const) {
      const name = simpleLowerCase(names[language].trim());
      const where = `${at}[${index}].names.${language}`;
      if (name === '') problems.push({ code: 'labels.blankName', params: { id, language }, where });
      else if (seen[language].has(name))
        problems.push({ code: 'labels.duplicateName', params: { name: names[language], language }, where });
      seen[language].add(name);
    }
  }
  return problems;
}

function checkScoring(scoring: RecencyScoring | NumberScoring, at: string): Problem[] {
  if (scoring.mode === 'automatic') return [];
  const { bands, levels } = scoring;
  const problems: Problem[] = bands.length === 0 ? [{ code: 'rfm.noBands', params: {}, where: `${at}.bands` }] : [];
  const scores = new Set<number>();
  for (const [index, { score, anyOf }] of bands.entries()) {
    const where = `${at}.bands[${index}]`;
    if (score < 1 || score > levels)
      problems.push({ code: 'rfm.bandBeyondLevels', params: { score, levels }, where: `${where}.score` });
    if (scores.has(score)) problems.push({ code: 'rfm.duplicateBand', params: { score }, where: `${where}.score` });
    scores.add(score);
    for (const [position, range] of anyOf.entries()) problems.push(...checkRange(range, `${where}.anyOf[${position}]`));
  }
  return problems;
}

function checkRange(range: NumberRange | RecencyRange, where: string): Problem[] {
  if ('fromDay' in range) {
    const { fromDay, toDay } = range;
    const wrong = [fromDay, toDay].filter((day) => day !== null && parseIsoDay(day) === null);
    if (wrong.length > 0) return wrong.map((day) => ({ code: 'criteria.notADay', params: { day }, where }));
    // Both ends included, four-digit years: text order is day order.
    return fromDay !== null && toDay !== null && fromDay > toDay
      ? [{ code: 'rfm.emptyRange', params: { from: fromDay, to: toDay }, where }]
      : [];
  }
  const [from, to] = 'from' in range ? [range.from, range.to] : [range.fromDays, range.toDays];
  // Half-open: equal ends hold nothing.
  return from !== null && to !== null && from >= to ? [{ code: 'rfm.emptyRange', params: { from, to }, where }] : [];
}
