import type { Language } from './markets.ts';

type Words = readonly [string, ...string[]];

/** Lists are written in one piece, a name apart by comma and space. */
function words(list: string): Words {
  const [first = '', ...rest] = list.split(', ');
  return [first, ...rest];
}

/** First and second words of account names; 24 each, so that with `NAME_VARIANTS` 6,912 accounts have names of their own. */
export const NAME_WORDS: Readonly<Record<Language, { readonly first: Words; readonly second: Words }>> = {
  en: {
    first: words(
      'Cedar, Maple, Silver, Stone, Bright, North, Willow, Harbor, Golden, Granite, Summit, Clear, Fair, Blue, Oak, River, Spring, Autumn, Eagle, Copper, Juniper, Prairie, Aspen, Hazel',
    ),
    second: words(
      'Valley, Ridge, Creek, Field, Bridge, Lake, Grove, Point, Haven, Meadow, Crossing, Falls, Hill, Springs, Bay, Gate, Glen, Shore, Brook, Park, Forest, Mill, Heights, View',
    ),
  },
  es: {
    first: words(
      'San Rafael, Santa Lucía, San Gabriel, Santa Elena, San Jorge, Santa Clara, San Lucas, Santa Inés, San Telmo, Santa Olalla, San Millán, Santa Bárbara, San Andrés, Santa Rosa, San Bruno, Santa Marta, San Isidro, Santa Ana, San Blas, Santa Eulalia, San Roque, Santa Teresa, San Javier, Santa Paula',
    ),
    second: words(
      'del Valle, de la Sierra, del Río, de la Vega, del Mar, de la Rosa, del Norte, del Sur, de la Paz, del Pinar, de la Ribera, del Prado, de la Fuente, del Monte, de la Torre, del Llano, de la Costa, del Puente, del Alba, de la Luz, del Olmo, de la Plaza, del Robledo, de la Huerta',
    ),
  },
  de: {
    first: words(
      'Sankt Anna, Marien, Elisabeth, Sankt Georg, Luisen, Johannes, Linden, Burg, Sonnen, Adler, Rosen, Eichen, Park, Stern, Wald, Markt, Brunnen, Garten, Kaiser, Ludwig, Schloss, Tannen, Birken, Ulmen',
    ),
    second: words(
      'am See, am Park, an der Elbe, am Markt, im Tal, am Berg, an der Saale, am Wald, an der Weser, am Tor, im Grund, an der Brücke, am Ring, an der Lahn, am Hang, im Hof, am Ufer, an der Isar, am Anger, im Feld, an der Mauer, am Damm, an der Fulda, am Rain',
    ),
  },
  fr: {
    first: words(
      'Saint-Luc, Sainte-Claire, Saint-Martin, Sainte-Anne, Saint-Roch, Sainte-Foy, Saint-Yves, Sainte-Odile, Saint-Paul, Sainte-Marie, Saint-Jean, Sainte-Agnès, Beaulieu, Clairval, Bellevue, Montclair, Valmont, Rivage, Les Ormes, Les Tilleuls, Belle-Rive, Grandval, Hautmont, Les Pins',
    ),
    second: words(
      'du Lac, de la Vallée, du Parc, des Jardins, du Port, de la Loire, du Moulin, des Sources, de la Colline, du Rhône, des Chênes, du Centre, de la Rivière, des Prés, du Mail, de la Tour, du Golfe, des Vignes, du Pont, de la Baie, des Lilas, du Plateau, de la Plaine, des Roses',
    ),
  },
};

export const NAME_VARIANTS: Readonly<Record<Language, Words>> = {
  en: words(', Regional, Community, University, Memorial, General, North, South, East, West, Central, United'),
  es: words(
    ', Regional, Comunitario, Universitario, General, Norte, Sur, Este, Oeste, Central, Metropolitano, Integral',
  ),
  de: words(', Nord, Süd, Ost, West, Mitte, Stadt, Land, Kreis, Bezirk, Neu, Alt'),
  fr: words(', Nord, Sud, Est, Ouest, Centre, Régional, Universitaire, Général, Atlantique, Alpes, Horizon'),
};

export const PERSON_NAMES: Readonly<Record<Language, { readonly first: Words; readonly last: Words }>> = {
  en: {
    first: words(
      'Amelia, Noah, Grace, Ethan, Priya, Marcus, Naomi, Owen, Leila, Caleb, Ruth, Simon, Hannah, Victor, Joanna, Derek',
    ),
    last: words(
      'Whitfield, Okafor, Sandoval, Brennan, Castle, Nguyen, Harlow, Petrov, Lindqvist, Mercer, Osborne, Kaplan, Doyle, Rahman, Fletcher, Quinn, Abbott, Vance',
    ),
  },
  es: {
    first: words('Lucía, Mateo, Carmen, Diego, Elena, Javier, Pilar, Andrés, Inés, Rubén, Nuria, Tomás, Marta, Raúl'),
    last: words(
      'Ibáñez, Carrasco, Soler, Montero, Rivas, Cuesta, Lozano, Peña, Arroyo, Gallego, Núñez, Campos, Salas, Bravo, Reyes',
    ),
  },
  de: {
    first: words('Anke, Jonas, Heike, Lukas, Sabine, Felix, Ulrike, Matthias, Birgit, Torsten, Katrin, Jürgen'),
    last: words(
      'Hoffmann, Krüger, Brandt, Vogel, Winkler, Lorenz, Schäfer, Baumann, Seidel, Franke, Keller, Pohl, Jäger',
    ),
  },
  fr: {
    first: words('Camille, Hugo, Élodie, Julien, Margaux, Antoine, Sophie, Thierry, Claire, Benoît, Nathalie, Rémi'),
    last: words(
      'Girard, Lefèvre, Moreau, Chevalier, Renaud, Perrot, Dumas, Lacroix, Barbier, Fontaine, Marchand, Roussel',
    ),
  },
};
