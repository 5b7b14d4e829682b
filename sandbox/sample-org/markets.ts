/** Where Zylker sells, and what its customers are called there. */

export type Language = 'en' | 'es' | 'de' | 'fr';

export interface Market {
  readonly country: string;
  /** How careless people write the same country. */
  readonly variants: readonly [string, ...string[]];
  readonly language: Language;
  readonly currency: 'USD' | 'EUR';
  /** Share of accounts, relative. */
  readonly weight: number;
  readonly cities: readonly [string, ...string[]];
  readonly phonePrefix: string;
}

export const MARKETS: readonly [Market, ...Market[]] = [
  {
    country: 'United States',
    variants: ['USA', 'U.S.', 'Untied States', 'united states'],
    language: 'en',
    currency: 'USD',
    weight: 60,
    cities: ['Columbus', 'Denver', 'Portland', 'Tampa', 'Raleigh', 'Boise', 'Madison', 'Tulsa', 'Spokane', 'Albany'],
    phonePrefix: '+1 555',
  },
  {
    country: 'Canada',
    variants: ['CANADA', 'Canda'],
    language: 'en',
    currency: 'USD',
    weight: 6,
    cities: ['Halifax', 'Calgary', 'Hamilton', 'Winnipeg', 'Kelowna'],
    phonePrefix: '+1 555',
  },
  {
    country: 'United Kingdom',
    variants: ['UK', 'Great Britain', 'Untied Kingdom'],
    language: 'en',
    currency: 'USD',
    weight: 6,
    cities: ['Leeds', 'Bristol', 'Norwich', 'Dundee', 'Exeter'],
    phonePrefix: '+44 1632',
  },
  {
    country: 'Mexico',
    variants: ['México', 'MEXICO'],
    language: 'es',
    currency: 'USD',
    weight: 5,
    cities: ['Puebla', 'Mérida', 'Querétaro', 'Monterrey', 'León'],
    phonePrefix: '+52 55',
  },
  {
    country: 'Spain',
    variants: ['España', 'Spian'],
    language: 'es',
    currency: 'EUR',
    weight: 8,
    cities: ['Sevilla', 'Zaragoza', 'Bilbao', 'Málaga', 'Gijón', 'Murcia'],
    phonePrefix: '+34 900',
  },
  {
    country: 'Germany',
    variants: ['Deutschland', 'Germnay'],
    language: 'de',
    currency: 'EUR',
    weight: 9,
    cities: ['Kassel', 'Freiburg', 'Rostock', 'Münster', 'Würzburg', 'Chemnitz'],
    phonePrefix: '+49 30',
  },
  {
    country: 'France',
    variants: ['FRANCE', 'Frnace'],
    language: 'fr',
    currency: 'EUR',
    weight: 6,
    cities: ['Nantes', 'Dijon', 'Grenoble', 'Rennes', 'Tours'],
    phonePrefix: '+33 1',
  },
];
