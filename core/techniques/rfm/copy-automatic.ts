import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { RfmBasis } from './basis.ts';
import { numberBandsOf, recencyBandsOf } from './bands-of-steps.ts';
import { METRIC_NAMES, type MetricName } from './metrics.ts';
import type { RfmSettings } from './settings.ts';

/**
 * RFM-3 "copy automatic to manual": the automatic metrics (or those named) become bands at the run's breaks, so that every
 * account keeps its score. `rfm.notWritable`: see `numberBandsOf`.
 */
export function copyAutomatic(
  settings: RfmSettings,
  basis: RfmBasis,
  metrics: readonly MetricName[] = METRIC_NAMES,
): Result<RfmSettings, Problem> {
  let copied = settings;
  for (const metric of metrics) {
    if (settings[metric].mode === 'manual') continue;
    const { levels, steps } = basis[metric];
    if (metric === 'recency') {
      copied = { ...copied, recency: { mode: 'manual', levels, bands: recencyBandsOf(steps) } };
      continue;
    }
    const bands = numberBandsOf(metric, steps, basis);
    if (!bands.ok) return fail({ code: 'rfm.notWritable', params: { metric }, where: metric });
    copied = { ...copied, [metric]: { mode: 'manual', levels, bands: bands.value } };
  }
  return ok(copied);
}
