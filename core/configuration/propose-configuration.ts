import type { Mapping } from '#core/mapping/mapping.ts';
import { EVERYTHING } from '#core/criteria/criteria.ts';
import type { FirmographicsSettings } from '#core/techniques/firmographics/settings.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { CONFIGURATION_FORMAT, type Configuration } from './configuration.ts';

export interface ConfigurationProposal {
  readonly mapping: Mapping;
  readonly presets: { readonly rfm: RfmSettings; readonly firmographics: FirmographicsSettings };
  /** ISO instant with offset. */
  readonly at: string;
  readonly author: string;
}

/** First configuration: no criteria (all accounts), RFM as preset, firmographics as preset where employees is mapped. */
export function proposeConfiguration({ mapping, presets, at, author }: ConfigurationProposal): Configuration {
  return {
    format: CONFIGURATION_FORMAT,
    version: 1,
    author,
    at,
    reason: '',
    mapping,
    criteria: EVERYTHING,
    techniques: {
      rfm: presets.rfm,
      firmographics: Object.hasOwn(mapping.accounts.fields, 'employees') ? presets.firmographics : null,
    },
  };
}
