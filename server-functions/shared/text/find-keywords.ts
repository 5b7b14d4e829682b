import type { KeywordVerdict } from '#core/techniques/voice/verdict.ts';
import type { NameMatch } from './name-matcher.ts';
import { StopwordsEn, StopwordsEs } from './packages.ts';
import { SENTIMENT_RULES } from './sentiment-rules.ts';
import { sentimentOf, textScore } from './sentiment-of.ts';
import { foldAccents, type Token } from './tokenize.ts';
import type { Stem, VoiceLanguage } from './words-of-language.ts';

export interface KeywordSentence {
  readonly tokens: readonly Token[];
  readonly language: VoiceLanguage;
  readonly score: number;
  /** Token positions that carry sentiment: they say how, not what about. */
  readonly sentimentTokens: ReadonlySet<number>;
  /** Competitors, who are counted by themselves: they say about whom, not about what. */
  readonly names: readonly NameMatch[];
}

/** People read a handful. */
export const MAX_KEYWORDS = 5;
const MAX_WORDS = 3;
const MIN_LETTERS = 3;
/** Longer than any word that somebody looks for: what is pasted without a space is none. */
const MAX_LETTERS = 40;

/**
 * What a text is about: runs of words between function words, verbs of asking, names and sentiment (as RAKE cuts them), the most
 * often named first, then the longest, then the first. Forms of a word are one keyword; it is shown as first written.
 */
export function findKeywords(
  sentences: readonly KeywordSentence[],
  stems: Readonly<Record<VoiceLanguage, Stem>>,
): KeywordVerdict[] {
  const found = new Map<string, { keyword: string; said: { score: number }[]; words: number }>();
  for (const { tokens, language, score, sentimentTokens, names } of sentences) {
    const named = (at: number): boolean => names.some(({ from, to }) => from <= at && at < to);
    const take = (run: readonly Token[]): void => {
      if (run.length === 0) return;
      // A long run is a list or a heading: its last words are the thing, those before tell of it.
      const words = run.slice(-MAX_WORDS);
      const key = words.map(({ folded }) => stems[language](folded)).join(' ');
      const known = found.get(key);
      if (known === undefined)
        found.set(key, {
          keyword: words.map(({ lower }) => lower).join(' '),
          said: [{ score }],
          words: words.length,
        });
      else known.said.push({ score });
    };
    let run: Token[] = [];
    tokens.forEach((token, at) => {
      if (token.kind === 'word' && !sentimentTokens.has(at) && !named(at) && isContent(token, language))
        run.push(token);
      else {
        take(run);
        run = [];
      }
    });
    take(run);
  }
  return [...found.values()]
    .sort((a, b) => b.said.length - a.said.length || Math.min(b.words, 2) - Math.min(a.words, 2))
    .slice(0, MAX_KEYWORDS)
    .map(({ keyword, said }) => {
      const score = textScore(said);
      return { keyword, mentions: said.length, sentiment: sentimentOf(score), score };
    });
}

function isContent({ folded }: Token, language: VoiceLanguage): boolean {
  return isOfWordLength(folded) && !/^\d/.test(folded) && !folded.includes("'") && !STOPPED[language].has(folded);
}

function isOfWordLength({ length }: string): boolean {
  return length >= MIN_LETTERS && length <= MAX_LETTERS;
}

/** Words of business mail that name no subject: greetings, verbs of asking and doing, days, numbers. */
const MORE: Readonly<Record<VoiceLanguage, string>> = {
  en: 'will shall please thanks thank hello dear regards kind best sincerely hope get got getting make made take took give gave go going went come came let know want wanted need needed like would could should may might must send sent sending ask asked tell told say said see saw look looking use used using work works working still yet already today tomorrow yesterday week weeks month months year years day days hour hours minute minutes monday tuesday wednesday thursday friday saturday sunday morning afternoon evening soon later now back one two three four five many much more most less also even ever never always often sometimes thing things something anything nothing everything everyone someone anyone nobody way lot lots bit quite really very too just only well able going keep kept put set try tried find found help helped call called receive received provide provided contact forward find attached since because while during about after before until again another other others first last next new old good great per via etc really say per cannot dont doesnt didnt isnt wasnt wont cant couldnt wouldnt shouldnt arent werent havent hasnt please unfortunately however',
  es: 'por favor gracias hola estimado estimada estimados saludos saludo cordial atentamente buenos buenas dias tardes noches ser estar haber tener hacer poder decir deber querer necesitar enviar envien envie mandar mande pedir solicitar solicito solicitamos saber puede pueden podria podrian quiero queremos quisiera quisieramos necesito necesitamos gustaria tengo tenemos tiene tienen esta estan estoy estamos estaba fue fueron era eran sido hemos hecho hace hacen hizo hoy manana ayer semana semanas mes meses ano anos año años dia hora horas minuto minutos lunes martes miercoles jueves viernes sabado domingo pronto luego despues antes ahora aun todavia ya siempre nunca nada nadie algo alguien todo todos toda todas otro otra otros otras cada mas menos muy mucho mucha muchos muchas poco poca tan tanto bien mal asi aqui ahi alli solo tambien tampoco ademas pero aunque porque como cuando donde quien cual cuales cuanto cuanta cuantos dos tres cuatro cinco uno una unos unas vez veces primer primera ultimo ultima nuevo nueva nuevos nuevas mismo misma favor adjunto adjunta segun sobre entre desde hasta para sin con nos les sus nuestro nuestra nuestros nuestras usted ustedes seguimos sigue llevo llevamos han hay sea dar nosotros vamos dejo volver hablar llamar llego',
};

const STOPPED: Readonly<Record<VoiceLanguage, ReadonlySet<string>>> = {
  en: stopwords('en', Object.keys(new StopwordsEn().dictionary)),
  es: stopwords('es', Object.keys(new StopwordsEs().dictionary)),
};

function stopwords(language: VoiceLanguage, listed: readonly string[]): ReadonlySet<string> {
  const { negations, contrasts, concessions } = SENTIMENT_RULES[language];
  return new Set(
    [...listed, ...MORE[language].split(' '), ...negations, ...contrasts, ...concessions].map(foldAccents),
  );
}
