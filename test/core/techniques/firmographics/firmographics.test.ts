import { expect, test } from 'vitest';
import { NULL_CODE, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { Condition, Criteria } from '#core/criteria/criteria.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import { firmographicsFields, pickFirmographicsColumns } from '#core/techniques/firmographics/aggregate.ts';
import { parseFirmographicsBasis } from '#core/techniques/firmographics/basis.ts';
import { firmographicsEvidenceAt } from '#core/techniques/firmographics/evidence.ts';
import { explainFirmographics } from '#core/techniques/firmographics/explain.ts';
import { applyFirmographicsFix, lintFirmographics } from '#core/techniques/firmographics/lint.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { scoreFirmographics, type FirmographicsScores } from '#core/techniques/firmographics/score.ts';
import { firmographicsSettingsSchema, type FirmographicsSettings } from '#core/techniques/firmographics/settings.ts';
import { AS_OF_DAY } from '#test/support/rfm-data.ts';

const CONTEXT = { asOfDay: AS_OF_DAY, minorDigits: 2 };

function table(employees: readonly (number | null)[], industries: readonly (string | null)[] = []): ColumnTable {
  const dictionary = [...new Set(industries.filter((industry) => industry !== null))];
  const columns = new Map<string, Column>([
    ['employees', { kind: 'number', values: Float64Array.from(employees, (count) => count ?? Number.NaN) }],
    [
      'industry',
      {
        kind: 'text',
        dictionary,
        codes: Int32Array.from(employees, (_, row) => {
          const industry = industries[row] ?? null;
          return industry === null ? NULL_CODE : dictionary.indexOf(industry);
        }),
      },
    ],
  ]);
  return { length: employees.length, columns };
}

function settings(...labels: readonly (readonly [string, Condition[], string?])[]): FirmographicsSettings {
  return {
    labels: labels.map(([id, conditions, pattern = '']): FirmographicsSettings['labels'][number] => {
      const criteria: Criteria = { conditions, pattern };
      return { id, names: { en: id, es: `${id} es` }, colour: '#1E874B', optionId: null, criteria };
    }),
  };
}

function score(
  input: ColumnTable,
  chosen: FirmographicsSettings,
  population = new Uint8Array(input.length).fill(1),
): FirmographicsScores {
  return scoreFirmographics({ table: input, population, settings: chosen, ...CONTEXT });
}

function explain(scores: FirmographicsScores, ordinal: number) {
  const evidence = firmographicsEvidenceAt(
    { scores, population: new Uint8Array(scores.label.length).fill(1) },
    ordinal,
  );
  if (evidence === null) throw new Error('no evidence');
  return explainFirmographics({ evidence, basis: scores.basis });
}

const atLeast = (number: number): Condition => ({ field: 'employees', operator: 'atLeast', number });
const lessThan = (number: number): Condition => ({ field: 'employees', operator: 'lessThan', number });
const industryIs = (value: string): Condition => ({ field: 'industry', operator: 'is', value });

test('the preset cuts at 50, 250 and 1,000 employees; an unknown size has no label', () => {
  const preset = presetFirmographicsSettings();
  expect(firmographicsSettingsSchema.safeParse(preset).success).toBe(true);
  const scores = score(table([1_000, 999, 250, 249, 50, 49, 0, null]), preset);
  expect([...scores.label].map((label) => preset.labels[label]?.names.en ?? null)).toEqual([
    'Large',
    'Medium',
    'Medium',
    'Small',
    'Small',
    'Micro',
    'Micro',
    null,
  ]);
  expect(scores.labelCounts).toEqual([1, 2, 2, 2]);
  expect(scores.withoutLabel).toBe(1);
  expect(lintFirmographics(preset, CONTEXT)).toEqual([]);
});

test('the first label that holds takes the account, in the order of the admin', () => {
  const chosen = settings(['big', [atLeast(100)]], ['bank', [industryIs('Banking')]]);
  const scores = score(table([500, 500, 5, 5], ['Banking', 'Retail', 'banking', null]), chosen);
  expect([...scores.label]).toEqual([0, 0, 1, NO_LABEL]);
});

test('accounts outside the global criteria have no label, no evidence, and are not counted', () => {
  const population = Uint8Array.from([1, 0]);
  const scores = score(table([500, 500]), presetFirmographicsSettings(), population);
  expect([...scores.label]).toEqual([1, NO_LABEL]);
  expect(scores.withoutLabel).toBe(0);
  expect(scores.basis.population).toBe(1);
  expect(firmographicsEvidenceAt({ scores, population }, 1)).toBeNull();
});

test('the basis survives JSON; one with an unknown key is a problem', () => {
  const { basis } = score(table([500]), presetFirmographicsSettings());
  const again: unknown = JSON.parse(JSON.stringify(basis));
  expect(parseFirmographicsBasis(again, 'basis')).toEqual({ ok: true, value: basis });
  expect(parseFirmographicsBasis({ ...basis, extra: 1 }, 'basis')).toMatchObject({
    ok: false,
    error: { where: 'basis' },
  });
});

test('labels that nobody has are said', () => {
  expect(score(table([5]), presetFirmographicsSettings()).warnings.map(({ params }) => params['label'])).toEqual([
    'large',
    'medium',
    'small',
  ]);
});

test('a run reads each referenced field once', () => {
  const chosen = settings(['big', [atLeast(100), industryIs('Banking')]], ['small', [lessThan(100)]]);
  expect(firmographicsFields(chosen)).toEqual(['employees', 'industry']);
  expect([...pickFirmographicsColumns(table([1]), presetFirmographicsSettings()).columns.keys()]).toEqual([
    'employees',
  ]);
  expect(() => pickFirmographicsColumns({ length: 0, columns: new Map() }, chosen)).toThrow('employees');
});

test('reasons name the conditions that held, those the label hangs on first', () => {
  const chosen = settings(
    ['target', [industryIs('Banking'), industryIs('Insurance'), atLeast(100)], '(1 OR 2) AND 3'],
    ['rest', []],
  );
  const scores = score(table([500], ['Banking']), chosen);
  const explanation = explain(scores, 0);
  expect(explanation.labelId).toBe('target');
  expect(explanation.reasons.map(({ params }) => [params['condition'], params['decisive']])).toEqual([
    [1, true],
    [3, true],
  ]);

  const both = settings(['any', [industryIs('Banking'), atLeast(100), atLeast(50)], '(1 OR 2) AND 3'], ['rest', []]);
  expect(explain(score(table([500], ['Banking']), both), 0).reasons.map(({ params }) => params['condition'])).toEqual([
    3, 1, 2,
  ]);
});

test('a label without conditions says that it takes everything', () => {
  const chosen = settings(['big', [atLeast(100)]], ['rest', []]);
  expect(explain(score(table([5]), chosen), 0).reasons).toEqual([
    { code: 'firmographics.reason.everything', params: { label: 'rest' } },
  ]);
});

test('without a label the failed conditions are the reasons, and one step away is a near miss', () => {
  const chosen = settings(
    ['bank', [industryIs('Banking'), atLeast(100)]],
    ['huge', [atLeast(10_000), industryIs('Retail'), atLeast(20_000)]],
  );
  const explanation = explain(score(table([500], ['Retail']), chosen), 0);
  expect(explanation.rule).toEqual({ code: 'firmographics.rule.none', params: { labels: 2 } });
  expect(explanation.reasons.map(({ params }) => [params['label'], params['condition']])).toEqual([
    ['bank', 1],
    ['huge', 1],
    ['huge', 3],
  ]);
  expect(explanation.nearMisses).toEqual([
    {
      code: 'firmographics.nearMiss.with',
      params: { label: 'bank', of: 'bank', condition: 1, field: 'industry', operator: 'is' },
    },
  ]);
});

test('losing the condition that decides is a near miss of the label behind it; hidden labels are none', () => {
  const chosen = settings(['retail', [industryIs('Retail')]], ['big', [atLeast(100)]], ['rest', []]);
  expect(explain(score(table([5], ['Retail']), chosen), 0).nearMisses).toEqual([
    {
      code: 'firmographics.nearMiss.without',
      params: { label: 'rest', of: 'retail', condition: 1, field: 'industry', operator: 'is' },
    },
  ]);
});

test('a condition that stands in two labels is one fact', () => {
  const chosen = settings(
    ['big', [atLeast(100), industryIs('Banking')]],
    ['small', [lessThan(100), industryIs('Banking')]],
    ['rest', []],
  );
  const { nearMisses } = explain(score(table([500], ['Banking']), chosen), 0);
  expect(nearMisses.map(({ code, params }) => [code, params['label'], params['of']])).toEqual([
    ['firmographics.nearMiss.without', 'rest', 'big'],
  ]);
});

test('a label that earlier ones hide is found and moved up', () => {
  const chosen = settings(['all', [atLeast(0)]], ['large', [atLeast(1_000)]]);
  const finding = lintFirmographics(chosen, CONTEXT).find(({ fix }) => fix !== null);
  expect(finding).toMatchObject({
    message: { code: 'lint.shadowedLabel', params: { label: 'large' } },
    fix: { kind: 'moveLabel', label: 1, before: 0 },
  });
  if (finding === undefined || finding.fix === null) throw new Error('no fix');
  const fixed = applyFirmographicsFix(chosen, finding.fix);
  expect(fixed.labels.map(({ id }) => id)).toEqual(['large', 'all']);
  expect(lintFirmographics(fixed, CONTEXT).filter(({ fix }) => fix !== null)).toEqual([]);
});

test('a label that several hide together, and one that can never hold, are found', () => {
  const hidden = settings(
    ['small', [lessThan(100)]],
    ['big', [atLeast(100)]],
    ['middle', [atLeast(50), lessThan(200)]],
  );
  expect(lintFirmographics(hidden, CONTEXT).find(({ severity }) => severity === 'warning')).toMatchObject({
    message: { code: 'lint.shadowedLabel', params: { label: 'middle' } },
    fix: { kind: 'moveLabel', label: 2, before: 1 },
  });
  const repeated = settings(['a', [atLeast(50)]], ['b', [atLeast(50)]], ['c', []]);
  expect(lintFirmographics(repeated, CONTEXT).find(({ severity }) => severity === 'warning')?.fix).toEqual({
    kind: 'removeLabel',
    label: 1,
  });
  const impossible = settings(['none', [atLeast(200), lessThan(100)]], ['a', [lessThan(100)]], ['b', [atLeast(100)]]);
  expect(lintFirmographics(impossible, CONTEXT).find(({ severity }) => severity === 'warning')?.message.code).toBe(
    'lint.emptyLabel',
  );
});

test('a gap between known values is said with one of them; empty fields are no gap', () => {
  const chosen = settings(['small', [lessThan(50)]], ['large', [atLeast(60)]]);
  const findings = lintFirmographics(chosen, CONTEXT);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message.code).toBe('lint.gap');
  const value = Number(findings[0]?.message.params['value']);
  expect(value >= 50 && value < 60).toBe(true);
});

test('text conditions, days and flags are examined too; too many combinations are said', () => {
  const mixed = settings(
    [
      'a',
      [
        { field: 'industry', operator: 'contains', value: 'bank' },
        { field: 'industry', operator: 'contains', value: 'retail' },
      ],
    ],
    [
      'b',
      [
        { field: 'renewalDate', operator: 'inNextDays', days: 30 },
        { field: 'active', operator: 'isTrue' },
      ],
    ],
    ['c', [{ field: 'website', operator: 'isEmpty' }]],
  );
  expect(lintFirmographics(mixed, CONTEXT).filter(({ severity }) => severity !== 'info')).toEqual([]);
  const wide = settings(
    ['a', Array.from({ length: 9 }, (_, index): Condition => ({ field: `f${index}`, operator: 'atLeast', number: 1 }))],
    ['b', []],
  );
  expect(lintFirmographics(wide, CONTEXT).map(({ message }) => message.code)).toEqual(['lint.notExamined']);
});
