import type { Finding } from '../finding.ts';
import { lintRfmBands, type LintContext } from './lint-bands.ts';
import type { RfmFix } from './lint-fix.ts';
import { lintRfmLabels } from './lint-labels.ts';
import { METRIC_NAMES } from './metrics.ts';
import type { RfmSettings } from './settings.ts';

/** SET-10: everything suspicious in RFM settings, errors first. Needs no data; counts per label are the run's. */
export function lintRfm(settings: RfmSettings, context: LintContext): Finding<RfmFix>[] {
  const findings = [
    ...METRIC_NAMES.flatMap((metric) => lintRfmBands(metric, settings, context)),
    ...lintRfmLabels(settings),
  ];
  const order = { error: 0, warning: 1, info: 2 };
  return findings.sort((a, b) => order[a.severity] - order[b.severity]);
}

/** RFM-3: publishing asks for a confirmation when some value falls into a gap between bands. */
export function needsGapConfirmation(findings: readonly Finding<RfmFix>[]): boolean {
  return findings.some(({ message }) => message.code === 'lint.bandGap');
}
