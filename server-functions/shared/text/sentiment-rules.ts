import type { VoiceLanguage } from './words-of-language.ts';

/** Small words that change others. Folded: without accents. */
export interface SentimentRules {
  readonly negations: ReadonlySet<string>;
  /** Verbs whose denial is of what they introduce, however far: "I don't think the new version is good". */
  readonly opinions: ReadonlySet<string>;
  readonly intensifiers: ReadonlySet<string>;
  readonly weakeners: ReadonlySet<string>;
  readonly contrasts: ReadonlySet<string>;
  readonly concessions: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
  readonly wishes: ReadonlySet<string>;
  readonly excess: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

export const SENTIMENT_RULES: Readonly<Record<VoiceLanguage, SentimentRules>> = {
  en: {
    negations: words(
      "not no never none nobody nothing neither nor cannot without hardly barely scarcely don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't haven't hasn't hadn't ain't dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt havent hasnt",
    ),
    opinions: words('think believe find feel consider call say expect'),
    intensifiers: words(
      'very really extremely absolutely totally completely incredibly so highly truly super especially particularly exceptionally remarkably insanely utterly entirely quite most more such deeply seriously thoroughly unbelievably extra',
    ),
    weakeners: words(
      'slightly somewhat bit little fairly kinda sorta partly partially less relatively rather mildly almost',
    ),
    contrasts: words('but however yet nevertheless nonetheless'),
    concessions: words('although though despite while whilst'),
    conditions: words('if unless whether'),
    wishes: words('should could wish needs hoped'),
    excess: words('too overly'),
  },
  es: {
    negations: words('no nunca jamas ni sin tampoco nadie ningun ninguna ninguno nada apenas'),
    opinions: words(
      'creo creemos cree pienso pensamos considero consideramos parece diria diriamos llamaria encuentro',
    ),
    intensifiers: words(
      'muy mucho mucha muchos muchas super realmente extremadamente totalmente absolutamente completamente sumamente tan tanto tanta bien bastante mas increiblemente especialmente verdaderamente altamente demasiado re hiper profundamente sinceramente',
    ),
    weakeners: words('algo poco ligeramente medio casi relativamente menos'),
    contrasts: words('pero sino embargo obstante'),
    concessions: words('aunque pese pesar'),
    conditions: words('si salvo'),
    wishes: words('deberia deberian podria podrian debio pudo falta faltaria ojala'),
    excess: words('demasiado demasiada demasiados demasiadas'),
  },
};
