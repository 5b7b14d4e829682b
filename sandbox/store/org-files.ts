import { join } from 'node:path';
import { formatOrgKey } from '#core/crm/org-key.ts';
import type { SandboxOrg } from '../create-sandbox.ts';
import type { CurrencyDefinition } from '../orgs/org-definition.ts';
import type { SandboxSwitches } from '../switches.ts';
import type { OrgFiles } from '../workers/messages.ts';
import { orgSchema } from './stored-metadata.ts';

/** Where an org lies in the folder, and what it is made of under these switches. */
export function toOrgFiles({ definition, seed }: SandboxOrg, folder: string, switches: SandboxSwitches): OrgFiles {
  const name = `${definition.dc.replace('.', '-')}-${definition.orgId}`;
  const currencies = definition.currencies.map((currency) => turnRate(currency, switches.exchangeRateMeans));
  return {
    key: formatOrgKey(definition),
    database: join(folder, `${name}.sqlite`),
    folder: join(folder, name),
    definition: orgSchema.parse({ ...definition, currencies }),
    seed: seed === null ? null : { moduleUrl: seed.moduleUrl, options: seed.options },
  };
}

/** Definitions state foreign units for one of home; the org's world may state it the other way. */
function turnRate(currency: CurrencyDefinition, means: SandboxSwitches['exchangeRateMeans']): CurrencyDefinition {
  if (means === 'foreignPerHome') return currency;
  return { ...currency, exchange_rate: String(Number((1 / Number(currency.exchange_rate)).toFixed(9))) };
}
