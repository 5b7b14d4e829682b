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
const SPANISH_LETTERS = /[ñ¿¡áíóú]/i;
/** A letter that only Spanish has says as much as two words. */
const LETTER_VOTES = 2;
/** Below this share of function words a text may be in a third language. */
const MIN_FUNCTION_SHARE = 0.2;
/** A third language is believed from this many words on; fewer are names and product codes. */
const MIN_WORDS_OF_OTHERS = 5;
/** Languages that share words with ours, and the next ones in business mail. */
const NEIGHBOURS = ['en', 'es', 'pt', 'fr', 'it', 'de', 'nl', 'ca', 'gl', 'pl', 'sv', 'ru', 'tr', 'zh', 'ja', 'ar'];
/** So few words without a function word follow the rest of their text ("OK Ana,"). */
const MAX_WORDS_OF_NONE = 3;
/** How much likelier than ours a third language must look. */
const CLEARLY = 1.3;

/** ISO 639-1 of a sentence, or `UNDETERMINED`: function words first, since they are never wrong on long texts; tinyld decides the rest. */
export function detectLanguage(text: string, tokens: readonly Token[]): string {
  const words = tokens.filter(({ kind, folded }) => kind === 'word' && !/^\d/.test(folded));
  if (words.length === 0) return UNDETERMINED;
  let [english, spanish] = [0, 0];
  for (const { folded } of words) {
    if (FUNCTION_WORDS.en.has(folded)) english++;
    if (FUNCTION_WORDS.es.has(folded)) spanish++;
  }
  const share = Math.max(english, spanish) / words.length;
  if (share < MIN_FUNCTION_SHARE && words.length >= MIN_WORDS_OF_OTHERS) {
    const [first, ...rest] = detectAll(text, { only: NEIGHBOURS });
    const ours = rest.find(({ lang }) => lang === 'en' || lang === 'es');
    if (
      first !== undefined &&
      first.lang !== 'en' &&
      first.lang !== 'es' &&
      first.accuracy > CLEARLY * (ours?.accuracy ?? 0)
    )
      return first.lang;
  }
  if (SPANISH_LETTERS.test(text)) spanish += LETTER_VOTES;
  if (english !== spanish) return english > spanish ? 'en' : 'es';
  return words.length <= MAX_WORDS_OF_NONE ? UNDETERMINED : guessLanguage(text);
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
