import { createTechniquesWorld, publishMore, type TechniqueOptions } from './panel-techniques.ts';
import type { PanelSituation } from './panel-states.ts';
import { publish, type PanelWorld, type WorldOptions } from './panel-world.ts';

/** What a run of an org that has not switched the reading on did not read. */
const UNREAD = { en: 'Emails', es: 'Correos electrónicos' };

/** The panel with the cards that are fetched after the first: each way a technique has numbers, and each way it has none. */
export function techniqueSituations(language: WorldOptions['language'] = 'en_US'): readonly PanelSituation[] {
  const make = (options: TechniqueOptions = {}, change: (world: PanelWorld) => void = () => undefined): PanelWorld => {
    const world = createTechniquesWorld({ language: language ?? 'en_US', ...options });
    change(world);
    return world;
  };
  return [
    { name: 'techniques', world: make(), shows: 'Voice of the customer' },
    {
      name: 'techniques-few',
      world: make({ touches: [], texts: [{}], buyers: 30, deals: [] }),
      shows: 'Voice of the customer',
    },
    {
      name: 'techniques-reached',
      world: make({
        touches: [
          ...[9, 16, 16, 17, 16].map((hour) => ({ channel: 'call' as const, response: 'longInbound', hour })),
          { channel: 'meeting', response: 'noShow' },
        ],
      }),
      shows: 'Voice of the customer',
    },
    {
      name: 'techniques-unread',
      world: make({ texts: [], unread: { engagement: [UNREAD], voice: [UNREAD] } }),
      shows: 'Voice of the customer',
    },
    { name: 'techniques-older', world: make({ reach: 'older' }), shows: 'Voice of the customer' },
    {
      name: 'techniques-hidden',
      world: make({
        hidden: ['Accounts.ABM_Voice_Label', 'Accounts.ABM_Engagement_Score', 'Products', 'Accounts.ABM_RFM_Label'],
      }),
      shows: 'ABM_Voice_Label',
    },
    {
      name: 'techniques-unexplained',
      world: make({}, (world) => publishMore(world, null)),
      shows: 'belong to another run',
    },
    {
      name: 'techniques-edited',
      world: make({}, (world) => {
        publish(world, (published) => ({
          ...published,
          labels: published.labels.filter(({ technique }) => technique !== 'engagement'),
        }));
        const account: Record<string, unknown> = world.records['Accounts']?.[0] ?? {};
        const parts = String(account['ABM_Evidence']).split('|');
        account['ABM_Evidence'] = parts.map((part, at) => (at === 3 ? '' : part)).join('|');
        account['ABM_Voice_Label'] = 'Advocate';
      }),
      shows: 'not chosen in ABM Setup',
    },
  ];
}
