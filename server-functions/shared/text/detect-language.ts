import { detectAll } from 'tinyld';
import type { Token } from './tokenize.ts';
import type { VoiceLanguage } from './words-of-language.ts';

/** Nothing speaks for any language: a number, a name, an emoji. */
export const UNDETERMINED = 'und';

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));

// The words that make up half of any text. Each is in one list only: "a", "no", "me" and "he" stand in both languages.
const FUNCTION_WORDS: Readonly<Record<VoiceLanguage, ReadonlySet<string>>> = {
  en: set(
    "the and of to in is it that for you was on are with as his they at be this have from or had by not but what all were we when your can said there use an each which she how their if will up other about out many then them these so some her would make like him into time has look two more go see could than been who its now my made did get come may part over new after our just your i i'm don't it's please thanks thank you're isn't doesn't can't won't very good great want need order any does do us am too here only again still never works work send email hello hi dear regards sincerely best yes thing",
  ),
  es: set(
    'el la los las un una unos unas de del al y que en es por con para se lo su sus le les mas pero como este esta esto ese esa eso fue ha han hay muy sin sobre tambien entre cuando todo todos toda ya ser son dos era desde nos nuestro nuestra durante donde quien porque si mi mis tu te usted ustedes yo estoy estamos tengo tenemos quiero queremos hola gracias bien buen bueno buena favor pedido hasta cada nada nunca aqui ahora asi',
  ),
};
/**
 * What French, German, Portuguese, Italian and Dutch say in every other sentence and neither of our languages does; those that ours have too
 * ("de", "la", "que", "die", "on", "per") are left out. They decide nothing: with one of them a sentence is looked at more closely. As written, with accents.
 */
const WORDS_OF_OTHERS = set(
  'der das dem und ist nicht ein eine einen einem ich wir ihr ihre ihren ihnen mir uns mit auf für von zu zum zur nach aus über auch noch nur schon sehr wie wann wo warum kein keine bitte danke vielen leider können kann möchte habe haben wird werden wurde sind sie hallo guten gruß grüßen alles mein meine seit dass oder aber wenn gibt ' +
    'du et est pas nous vous je ce cette ces dans avec au aux il elle votre vos notre merci bonjour très où sont avons suis êtes qui ne tout quand combien mon ont été rien tous cela veuillez cordialement ' +
    'não em um uma às ao aos pela com sem muito muita você são estão foi meu minha nosso nossa seu obrigado obrigada ainda já também isto há bom boa podem quero quanto onde tudo assim isso certo ' +
    'gli di della dei delle dello che è non sono siamo abbiamo avete ho nel nella alla alle dal dalla grazie buongiorno molto anche quando dove perché vorrei potete nostro nostra vostro più purtroppo tutto cordiali saluti ' +
    'het een niet wij jullie ik voor zijn heeft hebben wordt naar ook maar geen bij uit mijn onze graag bedankt',
);
const LETTERS_OF_OTHERS = /[ãõçßäöâêôàèìòùœåøæłğş]/;
/** l'envoi, qu'il, dell'ordine; not don't, o'clock or Ana's. */
const ELIDED = /^(?:[cdjlmnst]|qu|un|all|dall|dell|nell|sull)'\p{L}{2}/u;
const SPANISH_LETTERS = /[ñ¿¡áíóú]/i;
/** No other language opens a question, or a word to a friend, like this: "Che, ¿..", while "che" elsewhere is Italian. */
const SPANISH_ALONE = /[¿¡]|^\W*che,/iu;
/** A letter that only Spanish has, or only others have, says as much as two words. */
const LETTER_VOTES = 2;
/** Below this share of function words a text may be in a third language. */
const MIN_FUNCTION_SHARE = 0.2;
/** A third language is believed from this many words on; fewer are names and product codes. */
const MIN_WORDS_OF_OTHERS = 5;
/** Languages that share words with ours, and the next ones in business mail. */
const NEIGHBOURS = ['en', 'es', 'pt', 'fr', 'it', 'de', 'nl', 'ca', 'gl', 'pl', 'sv', 'ru', 'tr', 'zh', 'ja', 'ar'];
/** So few words without a function word follow the rest of their text ("OK Ana,"). */
const MAX_WORDS_OF_NONE = 3;
/** How much likelier than ours a third language must look where no word looks foreign. */
const CLEARLY = 1.3;
/** So many English function words outweigh a word that looks foreign. */
const ENGLISH_FOR_ONE = 2;
/** So much has to speak for others where there are few words. */
const FOREIGN_OF_FEW = 2;
/** Mail and web addresses: "com" is Portuguese for "with". */
const ADDRESS =
  /\S*(?:@|:\/\/|www\.)\S*|[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|co|eu|es|mx|ar|uk|de|fr|it|pt|br)\b\S*/giu;
/** Less says tinyld of a sentence that hardly resembles any language. */
const LEAST_ACCURACY = 0.05;

/** ISO 639-1 of a sentence, or `UNDETERMINED`: function words first, since they are never wrong on long texts; tinyld decides the rest. */
export function detectLanguage(text: string, tokens: readonly Token[]): string {
  const plain = text.replace(ADDRESS, (address) => ' '.repeat(address.length));
  const words = tokens.filter(
    ({ kind, folded, start }) => kind === 'word' && !/^\d/.test(folded) && plain[start] !== ' ',
  );
  if (words.length === 0) return UNDETERMINED;
  let [english, spanish] = [0, 0];
  for (const { folded } of words) {
    if (FUNCTION_WORDS.en.has(folded)) english++;
    if (FUNCTION_WORDS.es.has(folded)) spanish++;
  }
  const share = Math.max(english, spanish) / words.length;
  const than = SPANISH_ALONE.test(text) ? null : howMuchLikelier(words, { english, share });
  if (than !== null) {
    const [first, ...rest] = detectAll(plain, { only: NEIGHBOURS });
    const ours = rest.find(({ lang }) => lang === 'en' || lang === 'es')?.accuracy ?? 0;
    const least = Math.max(LEAST_ACCURACY, than * ours);
    if (first !== undefined && first.lang !== 'en' && first.lang !== 'es' && first.accuracy > least) return first.lang;
  }
  if (SPANISH_LETTERS.test(text)) spanish += LETTER_VOTES;
  if (english !== spanish) return english > spanish ? 'en' : 'es';
  return words.length <= MAX_WORDS_OF_NONE ? UNDETERMINED : guessLanguage(text);
}

/** How much likelier than ours a third language has to look to be believed; null = this is one of ours. The more speaks against ours, the less. */
function howMuchLikelier(
  words: readonly Token[],
  { english, share }: { readonly english: number; readonly share: number },
): number | null {
  const foreign = words.reduce((sum, word, at) => sum + votesForOthers(word, at), 0);
  // "The à la carte menu was naïve at best": English borrows words, and shares few of those that hold a sentence together.
  if (foreign > 0 && english > ENGLISH_FOR_ONE * foreign) return null;
  if (foreign > 0) return words.length < MIN_WORDS_OF_OTHERS && foreign < FOREIGN_OF_FEW ? null : 1;
  return share < MIN_FUNCTION_SHARE && words.length >= MIN_WORDS_OF_OTHERS ? CLEARLY : null;
}

/** "Mon 9 am EST" and Herr Müller are at home in any language: within a sentence what begins with a capital says nothing. */
function votesForOthers({ text, lower }: Token, at: number): number {
  const isCapital = text.charAt(0) !== lower.charAt(0);
  if (isCapital && (at > 0 || (text.length > 1 && text === text.toUpperCase()))) return 0;
  if (!isCapital && LETTERS_OF_OTHERS.test(lower)) return LETTER_VOTES;
  return WORDS_OF_OTHERS.has(lower) || ELIDED.test(lower) ? 1 : 0;
}

/** English or Spanish by the look of the letters, for texts of a word or two; `UNDETERMINED` without a letter. */
export function guessLanguage(text: string): string {
  return /\p{L}/u.test(text) ? (detectAll(text, { only: ['en', 'es'] })[0]?.lang ?? UNDETERMINED) : UNDETERMINED;
}

/** Most of the text, by letters; `UNDETERMINED` sentences follow the others. */
export function languageOfText(sentences: readonly { readonly text: string; readonly language: string }[]): string {
  const letters = new Map<string, number>();
  for (const { text, language } of sentences)
    if (language !== UNDETERMINED) letters.set(language, (letters.get(language) ?? 0) + text.length);
  let best = UNDETERMINED;
  for (const [language, count] of letters) if (count > (letters.get(best) ?? 0)) best = language;
  return best;
}
