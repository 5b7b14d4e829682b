import { encodeFirmographics } from '#core/labels/evidence-parts.ts';
import { firmographicsEvidenceAt } from '#core/techniques/firmographics/evidence.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { scoreFirmographics } from '#core/techniques/firmographics/score.ts';
import { AS_OF_DAY } from './generate-company.ts';
import { readAccounts, reportTechnique } from './technique-input.ts';

const settings = presetFirmographicsSettings();
const { table, population } = await readAccounts([
  { header: 'Employees', as: 'employees', kind: 'number', decimalSeparator: 'point' },
  { header: 'Industry', as: 'industry', kind: 'text' },
]);
const scores = scoreFirmographics({ table, population, settings, asOfDay: AS_OF_DAY, minorDigits: 2 });
reportTechnique('nothing', {
  label: scores.label,
  labels: settings.labels,
  encoded: (ordinal) => {
    const evidence = firmographicsEvidenceAt({ scores, population }, ordinal);
    return evidence === null ? '' : encodeFirmographics(evidence);
  },
});
