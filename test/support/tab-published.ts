import type { createAccountAnswers } from './tab-accounts.ts';
import { TAB_ACCOUNTS, TAB_LABELS, type TabAccount } from './tab-data.ts';
import { TAB_MORE_LABELS } from './tab-more-labels.ts';
import { asOfIn, found, outsideIn, TAB_NOW, type TabAnswer, type TabScenario } from './tab-scenario.ts';

/** Who looks, and what the overview tells of the last run. */
export function createTabPublished(
  scenario: TabScenario,
  { sum, counts }: Pick<ReturnType<typeof createAccountAnswers>, 'sum' | 'counts'>,
): { session(): TabAnswer; overview(): TabAnswer } {
  const asOf = asOfIn(scenario);
  function session(): TabAnswer {
    const rights = {
      setup: true,
      view: true,
      createSegments: true,
      editSegments: true,
      deleteSegments: true,
      exportAccounts: true,
      ...scenario.rights,
    };
    const freshness =
      scenario.unpublished === true
        ? null
        : { asOfDay: Date.parse(asOf) / 86_400_000, publishedAt: `${asOf}T03:12:00Z`, generation: 'generation-7' };
    const org = { name: 'Zylker', currency: 'EUR', minorDigits: 2, timeZone: 'Europe/Madrid' };
    return found({
      user: { name: 'Elena Ruiz' },
      org,
      rights,
      configured: scenario.configured ?? true,
      freshness,
      run: scenario.run ?? null,
    });
  }

  function overview(): TabAnswer {
    const published = {
      asOf,
      publishedAt: `${asOf}T03:12:00Z`,
      accounts: scenario.noneReadable === true ? 0 : TAB_ACCOUNTS.length + 19,
      included: scenario.noneReadable === true ? 0 : TAB_ACCOUNTS.length,
      ...outsideIn(scenario),
      wonMinor: sum(TAB_ACCOUNTS, 'wonMinor'),
      pipelineMinor: sum(TAB_ACCOUNTS, 'pipelineMinor'),
      topAccounts:
        scenario.amountsHidden === true
          ? []
          : byWon()
              .slice(0, 8)
              .map(({ id, name, wonMinor }) => ({ id, name, wonMinor })),
      newAccounts: { since: '2025-09-12', accounts: 17 },
      closingThisMonth: {
        month: '2026-03',
        accounts: 9,
        pipelineMinor: sum(TAB_ACCOUNTS.slice(0, 9), 'pipelineMinor'),
      },
      rfm: {
        labels: counts('rfm', TAB_ACCOUNTS),
        withoutPurchases: TAB_ACCOUNTS.filter(({ scores }) => scores === null).length,
      },
      firmographics: { labels: counts('firmographics', TAB_ACCOUNTS) },
      ...(scenario.surges === undefined
        ? {}
        : {
            voice: { labels: [{ labelId: null, accounts: TAB_ACCOUNTS.length }], surges: scenario.surges },
            fullAt: TAB_NOW,
          }),
      ...scenario.said,
    };
    return found({
      overview: scenario.unpublished === true ? null : published,
      labels: scenario.every === true ? [...TAB_LABELS, ...TAB_MORE_LABELS] : TAB_LABELS,
      accountsModule: 'Accounts',
    });
  }
  return { session, overview };
}

function byWon(): readonly TabAccount[] {
  return TAB_ACCOUNTS.toSorted((a, b) => b.wonMinor - a.wonMinor);
}
