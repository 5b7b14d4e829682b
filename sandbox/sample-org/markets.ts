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
  { country: 'United States', variants: ['USA', 'U.S.', 'Untied States', 'united states'], language: 'en', currency: 'USD', weight: 60, cities: ['Columbus', 'Denver', 'Portland', 'Tampa', 'Raleigh', 'Boise', 'Madison', 'Tulsa', 'Spokane', 'Albany'], phonePrefix: '+1 555' },
  { country: 'Canada', variants: ['CANADA', 'Canda'], language: 'en', currency: 'USD', weight: 6, cities: ['Halifax', 'Calgary', 'Hamilton', 'Winnipeg', 'Kelowna'], phonePrefix: '+1 555' },
  { country: 'United Kingdom', variants: ['UK', 'Great Britain', 'Untied Kingdom'], language: 'en', currency: 'USD', weight: 6, cities: ['Leeds', 'Bristol', 'Norwich', 'Dundee', 'Exeter'], phonePrefix: '+44 1632' },
  { country: 'Mexico', variants: ['México', 'MEXICO'], language: 'es', currency: 'USD', weight: 5, cities: ['Puebla', 'Mérida', 'Querétaro', 'Monterrey', 'León'], phonePrefix: '+52 55' },
  { country: 'Spain', variants: ['España', 'Spian'], language: 'es', currency: 'EUR', weight: 8, cities: ['Sevilla', 'Zaragoza', 'Bilbao', 'Málaga', 'Gijón', 'Murcia'], phonePrefix: '+34 900' },
  { country: 'Germany', variants: ['Deutschland', 'Germnay'], language: 'de', currency: 'EUR', weight: 9, cities: ['Kassel', 'Freiburg', 'Rostock', 'Münster', 'Würzburg', 'Chemnitz'], phonePrefix: '+49 30' },
  { country: 'France', variants: ['FRANCE', 'Frnace'], language: 'fr', currency: 'EUR', weight: 6, cities: ['Nantes', 'Dijon', 'Grenoble', 'Rennes', 'Tours'], phonePrefix: '+33 1' },
];

/** First and second words of account names; 24 each, so that with `NAME_VARIANTS` 6,912 accounts have names of their own. */
export const NAME_WORDS: Readonly<Record<Language, { readonly first: readonly string[]; readonly second: readonly string[] }>> = {
  en: {
    first: ['Cedar', 'Maple', 'Silver', 'Stone', 'Bright', 'North', 'Willow', 'Harbor', 'Golden', 'Granite', 'Summit', 'Clear', 'Fair', 'Blue', 'Oak', 'River', 'Spring', 'Autumn', 'Eagle', 'Copper', 'Juniper', 'Prairie', 'Aspen', 'Hazel'],
    second: ['Valley', 'Ridge', 'Creek', 'Field', 'Bridge', 'Lake', 'Grove', 'Point', 'Haven', 'Meadow', 'Crossing', 'Falls', 'Hill', 'Springs', 'Bay', 'Gate', 'Glen', 'Shore', 'Brook', 'Park', 'Forest', 'Mill', 'Heights', 'View'],
  },
  es: {
    first: ['San Rafael', 'Santa Lucía', 'San Gabriel', 'Santa Elena', 'San Jorge', 'Santa Clara', 'San Lucas', 'Santa Inés', 'San Telmo', 'Santa Olalla', 'San Millán', 'Santa Bárbara', 'San Andrés', 'Santa Rosa', 'San Bruno', 'Santa Marta', 'San Isidro', 'Santa Ana', 'San Blas', 'Santa Eulalia', 'San Roque', 'Santa Teresa', 'San Javier', 'Santa Paula'],
    second: ['del Valle', 'de la Sierra', 'del Río', 'de la Vega', 'del Mar', 'de la Rosa', 'del Norte', 'del Sur', 'de la Paz', 'del Pinar', 'de la Ribera', 'del Prado', 'de la Fuente', 'del Monte', 'de la Torre', 'del Llano', 'de la Costa', 'del Puente', 'del Alba', 'de la Luz', 'del Olmo', 'de la Plaza', 'del Robledo', 'de la Huerta'],
  },
  de: {
    first: ['Sankt Anna', 'Marien', 'Elisabeth', 'Sankt Georg', 'Luisen', 'Johannes', 'Linden', 'Burg', 'Sonnen', 'Adler', 'Rosen', 'Eichen', 'Park', 'Stern', 'Wald', 'Markt', 'Brunnen', 'Garten', 'Kaiser', 'Ludwig', 'Schloss', 'Tannen', 'Birken', 'Ulmen'],
    second: ['am See', 'am Park', 'an der Elbe', 'am Markt', 'im Tal', 'am Berg', 'an der Saale', 'am Wald', 'an der Weser', 'am Tor', 'im Grund', 'an der Brücke', 'am Ring', 'an der Lahn', 'am Hang', 'im Hof', 'am Ufer', 'an der Isar', 'am Anger', 'im Feld', 'an der Mauer', 'am Damm', 'an der Fulda', 'am Rain'],
  },
  fr: {
    first: ['Saint-Luc', 'Sainte-Claire', 'Saint-Martin', 'Sainte-Anne', 'Saint-Roch', 'Sainte-Foy', 'Saint-Yves', 'Sainte-Odile', 'Saint-Paul', 'Sainte-Marie', 'Saint-Jean', 'Sainte-Agnès', 'Beaulieu', 'Clairval', 'Bellevue', 'Montclair', 'Valmont', 'Rivage', 'Les Ormes', 'Les Tilleuls', 'Belle-Rive', 'Grandval', 'Hautmont', 'Les Pins'],
    second: ['du Lac', 'de la Vallée', 'du Parc', 'des Jardins', 'du Port', 'de la Loire', 'du Moulin', 'des Sources', 'de la Colline', 'du Rhône', 'des Chênes', 'du Centre', 'de la Rivière', 'des Prés', 'du Mail', 'de la Tour', 'du Golfe', 'des Vignes', 'du Pont', 'de la Baie', 'des Lilas', 'du Plateau', 'de la Plaine', 'des Roses'],
  },
};

export const NAME_VARIANTS: Readonly<Record<Language, readonly string[]>> = {
  en: ['', 'Regional', 'Community', 'University', 'Memorial', 'General', 'North', 'South', 'East', 'West', 'Central', 'United'],
  es: ['', 'Regional', 'Comunitario', 'Universitario', 'General', 'Norte', 'Sur', 'Este', 'Oeste', 'Central', 'Metropolitano', 'Integral'],
  de: ['', 'Nord', 'Süd', 'Ost', 'West', 'Mitte', 'Stadt', 'Land', 'Kreis', 'Bezirk', 'Neu', 'Alt'],
  fr: ['', 'Nord', 'Sud', 'Est', 'Ouest', 'Centre', 'Régional', 'Universitaire', 'Général', 'Atlantique', 'Alpes', 'Horizon'],
};

export const PERSON_NAMES: Readonly<Record<Language, { readonly first: readonly [string, ...string[]]; readonly last: readonly [string, ...string[]] }>> = {
  en: {
    first: ['Amelia', 'Noah', 'Grace', 'Ethan', 'Priya', 'Marcus', 'Naomi', 'Owen', 'Leila', 'Caleb', 'Ruth', 'Simon', 'Hannah', 'Victor', 'Joanna', 'Derek'],
    last: ['Whitfield', 'Okafor', 'Sandoval', 'Brennan', 'Castle', 'Nguyen', 'Harlow', 'Petrov', 'Lindqvist', 'Mercer', 'Osborne', 'Kaplan', 'Doyle', 'Rahman', 'Fletcher', 'Quinn', 'Abbott', 'Vance'],
  },
  es: {
    first: ['Lucía', 'Mateo', 'Carmen', 'Diego', 'Elena', 'Javier', 'Pilar', 'Andrés', 'Inés', 'Rubén', 'Nuria', 'Tomás', 'Marta', 'Raúl'],
    last: ['Ibáñez', 'Carrasco', 'Soler', 'Montero', 'Rivas', 'Cuesta', 'Lozano', 'Peña', 'Arroyo', 'Gallego', 'Núñez', 'Campos', 'Salas', 'Bravo', 'Reyes'],
  },
  de: {
    first: ['Anke', 'Jonas', 'Heike', 'Lukas', 'Sabine', 'Felix', 'Ulrike', 'Matthias', 'Birgit', 'Torsten', 'Katrin', 'Jürgen'],
    last: ['Hoffmann', 'Krüger', 'Brandt', 'Vogel', 'Winkler', 'Lorenz', 'Schäfer', 'Baumann', 'Seidel', 'Franke', 'Keller', 'Pohl', 'Jäger'],
  },
  fr: {
    first: ['Camille', 'Hugo', 'Élodie', 'Julien', 'Margaux', 'Antoine', 'Sophie', 'Thierry', 'Claire', 'Benoît', 'Nathalie', 'Rémi'],
    last: ['Girard', 'Lefèvre', 'Moreau', 'Chevalier', 'Renaud', 'Perrot', 'Dumas', 'Lacroix', 'Barbier', 'Fontaine', 'Marchand', 'Roussel'],
  },
};
