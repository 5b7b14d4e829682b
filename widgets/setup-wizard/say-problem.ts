import { MODULE_ROLES, type ModuleRole } from '#core/mapping/targets.ts';
import type { Label } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import type { MetricName } from '#core/techniques/rfm/metrics.ts';
import { RECOMMENDATION_TYPES, type RecommendationType } from '#core/techniques/recommendations/types.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import type { OrgWords } from './models/org-words.ts';
import type { SetupDraft } from './models/setup-draft.ts';
import { NO_LIMIT } from './credits/say-why.ts';
import { sayReason } from './say-reason.ts';

/** The names a problem's ids stand for. */
export interface ProblemNames {
  readonly org: OrgWords;
  readonly draft: SetupDraft;
  /** The labels that are spoken of; absent = those of every technique. Two techniques may have a label of the same id. */
  readonly labels?: readonly Label[] | undefined;
}

const isType = (value: string): value is RecommendationType => RECOMMENDATION_TYPES.some((type) => type === value);
const isRole = (value: unknown): value is ModuleRole => MODULE_ROLES.some((role) => role === value);

/** A problem, finding or warning of core in the viewer's language, with the org's own labels for what it names. */
export function sayProblem(message: Message, names: ProblemNames, t: Translator): string {
  const { params } = message;
  const [, reason] = JOB_REASON.exec(message.code) ?? [];
  if (reason !== undefined) return sayReason(reason, params, t);
  const role = isRole(params['role']) ? params['role'] : null;
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    // Figures are the catalogue's to format: plurals need them as numbers.
    const text = typeof value === 'string' ? sayParam(name, value, role, names, t) : null;
    if (text !== null) shown[name] = text;
  }
  const range = sayRange(params, t);
  const code = keyOf(message);
  // Older rows do not say which limit it was.
  const words = code === 'basis.notWritten' ? { ...NO_LIMIT, ...params } : params;
  const text = t.message({ code, params: words }, range === null ? shown : { ...shown, range });
  // A code that a later server knows: still a place and something to do.
  const where = 'where' in message && typeof message.where === 'string' ? message.where : '';
  return text === code ? t.text('review.otherProblem', { where, code }) : text;
}

/** What a job stumbled over: `crm.` and a `CrmErrorReason`, or the job's name and the one word that ended it. */
const JOB_REASON = /^(?:crm|snapshot)\.(.+)$/s;

/** Scoring warnings stand under the wizard's own keys (other widgets have other words for a technique); a gap of values reads differently. */
function keyOf({ code, params }: Message): string {
  if (/^(?:rfm|firmographics|engagement|recommendations|voice)\.|^labels\.mostlyOne$/.test(code))
    return `techniques.${code}`;
  if (code !== 'lint.gap') return code;
  if (typeof params['percent'] === 'number') return 'lint.gapOfChances';
  return typeof params['field'] === 'string' ? 'lint.gapOfValues' : code;
}

/** Where bands are concerned: ages, counts or amounts, half-open. null = the message speaks of no range. */
function sayRange(params: Message['params'], t: Translator): string | null {
  const bound = (name: string): number | null => (typeof params[name] === 'number' ? params[name] : null);
  if ('fromDays' in params) return sayBand('recency', bound('fromDays'), bound('toDays'), t);
  if ('fromUnits' in params) return sayBand('frequency', bound('fromUnits'), bound('toUnits'), t);
  if ('fromMinor' in params) return sayBand('monetary', bound('fromMinor'), bound('toMinor'), t);
  return null;
}

/** A half-open band: days, units, or money in minor units; null = unbounded. */
export function sayBand(metric: MetricName, from: number | null, to: number | null, t: Translator): string {
  const show = metric === 'monetary' ? t.money : t.number;
  const params = { from: from === null ? null : show(from), to: to === null ? null : show(to) };
  return t.text(metric === 'recency' ? 'techniques.rfm.band.days' : 'techniques.rfm.band.units', params);
}

function sayParam(
  name: string,
  value: string,
  role: ModuleRole | null,
  { org, draft, labels }: ProblemNames,
  t: Translator,
): string | null {
  switch (name) {
    case 'role':
    case 'other':
    case 'from':
    case 'to':
      return isRole(value) ? t.text(`setup.role.${value}`) : null;
    case 'module':
      return org.moduleLabel(value);
    case 'target':
      return t.message({ code: `setup.target.${value}`, params: {} });
    case 'found':
      return org.modules.some(({ apiName }) => apiName === value) ? org.moduleLabel(value) : null;
    case 'metric':
      return t.message({ code: `techniques.metric.${METRIC_OF.get(value) ?? value}`, params: {} });
    case 'type':
      return isType(value)
        ? t.text(`techniques.recommendations.type.${value}`)
        : t.message({ code: `setup.type.${value}`, params: {} });
    case 'kind':
      return t.message({ code: `setup.kind.${value}`, params: {} });
    case 'technique':
      return t.message({ code: `techniques.name.${value}`, params: {} });
    case 'resetsAt':
      return t.instant(Date.parse(value));
    case 'source': {
      const code = `setup.source.${value}`;
      const said = t.message({ code, params: {} });
      // Sources of touch points and texts have names of their own.
      return said === code ? null : said;
    }
    case 'expected':
      return sayExpected(value, org, t);
    case 'label':
    case 'earlier':
      return labelName(value, labels ?? labelsOf(draft), t);
    case 'field':
    case 'apiName':
      return sayField(value, role, org, draft);
    case 'language':
      return t.message({ code: `setup.language.${value}`, params: {} });
    default:
      return null;
  }
}

/** Core speaks of scores by letter in patterns and by word in bands. */
const METRIC_OF: ReadonlyMap<string, string> = new Map([
  ['r', 'recency'],
  ['f', 'frequency'],
  ['m', 'monetary'],
]);

/** A list of types, or the module that a lookup should lead to. */
function sayExpected(value: string, org: OrgWords, t: Translator): string {
  const known = org.modules.some(({ apiName }) => apiName === value);
  if (known) return org.moduleLabel(value);
  return t.list(value.split(' ').map((type) => t.message({ code: `setup.type.${type}`, params: {} })));
}

function labelName(id: string, labels: readonly Label[], t: Translator): string {
  return labels.find((known) => known.id === id)?.names[t.viewer.language] ?? id;
}

function labelsOf({ rfm, firmographics, engagement, recommendations, voice }: SetupDraft): readonly Label[] {
  return [rfm, firmographics, engagement, recommendations, voice].flatMap(
    (settings): readonly Label[] => settings?.labels ?? [],
  );
}

/** A field by its label: a mapped target, `crm:Api_Name`, or a bare api name of the role's module. */
function sayField(value: string, role: ModuleRole | null, org: OrgWords, draft: SetupDraft): string {
  const roles = role === null ? MODULE_ROLES : [role];
  for (const candidate of roles) {
    const saved = draft.modules[candidate];
    const modules = saved === null ? [] : [saved.module];
    const apiName = value.startsWith('crm:') ? value.slice(4) : (saved?.fields[value] ?? value);
    for (const module of modules) {
      const field = org.field(module, apiName);
      if (field !== null) return field.label;
    }
  }
  for (const { apiName: module } of org.modules) {
    const field = org.field(module, value);
    if (field !== null) return field.label;
  }
  return value.replace(/^crm:/, '');
}
