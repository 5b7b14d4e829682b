import type { Recipe } from '#core/configuration/recipe.ts';
import { currencyDigits } from '#core/crm/currency-digits.ts';
import type { OrgDefinition } from '../orgs/org-definition.ts';

/**
 * The org that imported files live in: users, profiles and ids of `base`, with the recipe's name, time zone and currency. It
 * has that one currency, since amounts are converted while the files are read.
 */
export function importOrg(base: OrgDefinition, recipe: Recipe): OrgDefinition {
  return {
    ...base,
    companyName: recipe.name,
    timeZone: recipe.timeZone,
    currencies: [
      {
        iso_code: recipe.currency,
        name: recipe.currency,
        symbol: recipe.currency,
        is_base: true,
        is_active: true,
        exchange_rate: '1',
        decimal_places: currencyDigits(recipe.currency),
      },
    ],
  };
}
