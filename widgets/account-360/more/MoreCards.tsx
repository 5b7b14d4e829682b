import type { ComponentChildren } from 'preact';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';
import { Card } from '../components/Card.tsx';
import type { MoreInput } from '../models/more-input.ts';
import { colourOf } from '../say-message.ts';
import { EngagementDetails, EngagementFigures } from './EngagementParts.tsx';
import { loadMore } from './load-more.ts';
import type { MoreCardView, Unexplained } from './more-view.ts';
import { PlainCard } from './PlainCard.tsx';
import { RecommendationsDetails, RecommendationsFigures } from './RecommendationsParts.tsx';
import { sayEngagement } from './say-engagement.ts';
import { sayRecommendations } from './say-recommendations.ts';
import { sayVoice } from './say-voice.ts';
import { VoiceDetails, VoiceFigures } from './VoiceParts.tsx';
import { createWords, loadWords, type Words } from './words.ts';

/**
 * The cards of every technique that the first screen has none for, and words for those without a card; `onChips` gets their labels for
 * the page's head. Rejects where the CRM or the words do not answer.
 */
export async function showMore(
  input: MoreInput,
  t: Translator,
  onChips: (chips: ComponentChildren) => void,
): Promise<ComponentChildren> {
  const [{ view, products }, m] = await Promise.all([loadMore(input), loadWords(t)]);
  const words = createWords(t, m, input.published.labels, products);
  const chips = view.cards.flatMap((card) => {
    const chip = chipOf(card, input, words);
    return chip === null ? [] : [{ technique: card.technique, chip }];
  });
  onChips(
    chips.map(({ technique, chip }) => (
      <li key={technique}>
        <LabelChip {...chip} noLabelText={t.text('shared.noLabel')} />
      </li>
    )),
  );
  return (
    <>
      {view.cards.map((card) => (
        <MoreCard key={card.technique} card={card} input={input} words={words} />
      ))}
      {view.notChosen.length > 0 && (
        <div class="not-chosen">
          {view.notChosen.map(({ technique, fieldText }) => (
            <p key={technique} class="soft">
              {m.text('accountMore.notChosen', { technique: words.techniqueName(technique), value: fieldText })}
            </p>
          ))}
        </div>
      )}
    </>
  );
}

interface MoreCardProps {
  readonly card: MoreCardView;
  readonly input: MoreInput;
  readonly words: Words;
}

function MoreCard({ card, input, words }: MoreCardProps) {
  const { technique, state, sinceDay } = card;
  const { m } = words;
  const chip = chipOf(card, input, words);
  const name = words.techniqueName(technique);
  if ('kind' in state) {
    const notes = [sayUnexplained(state, input, words), ...sayEdited(card, words)];
    return <PlainCard technique={name} chip={chip} sinceDay={chip === null ? null : sinceDay} notes={notes} />;
  }
  const shared = {
    technique: name,
    name: chip?.name ?? null,
    colour: chip?.colour ?? null,
    sinceDay,
    next: sayEdited(card, words)[0],
  };
  const asOf = m.text('accountMore.asOf', { onDay: state.basis.asOfDay });
  switch (state.technique) {
    case 'engagement': {
      const said = sayEngagement(state, words);
      return (
        <Card {...shared} figures={<EngagementFigures said={said} m={m} />} reasons={said.reasons}>
          <EngagementDetails said={said} m={m} asOf={asOf} />
        </Card>
      );
    }
    case 'recommendations': {
      const said = sayRecommendations(state, words);
      return (
        <Card {...shared} figures={<RecommendationsFigures said={said} m={m} />} reasons={said.reasons}>
          <RecommendationsDetails said={said} m={m} asOf={asOf} />
        </Card>
      );
    }
    case 'voice': {
      const said = sayVoice(state, words);
      return (
        <Card {...shared} figures={<VoiceFigures said={said} m={m} />} reasons={said.reasons}>
          <VoiceDetails said={said} m={m} asOf={asOf} />
        </Card>
      );
    }
  }
}

interface Chip {
  readonly name: string | null;
  readonly colour: string | null;
}

/** The label that evidence gives; without evidence to tell it from, what the field says. null = hidden. */
function chipOf(
  { technique, state, labelId, fieldText }: MoreCardView,
  { published }: MoreInput,
  words: Words,
): Chip | null {
  const wording = { labelNames: published.labels };
  if (!('kind' in state) || state.kind === 'scoreHidden')
    return { name: words.labelName(technique, labelId), colour: colourOf(labelId, technique, wording) };
  if (state.kind === 'hidden') return null;
  const named = published.labels.find(
    (label) => label.technique === technique && (label.names.en === fieldText || label.names.es === fieldText),
  );
  return {
    name: named === undefined ? fieldText : words.labelName(technique, named.id),
    colour: named?.colour ?? null,
  };
}

function sayUnexplained(state: Unexplained, { published }: MoreInput, { m }: Words): string {
  if (state.kind === 'hidden' || state.kind === 'scoreHidden')
    return m.text(`accountMore.${state.kind}`, { field: state.field });
  return m.text(`accountMore.${state.kind}`, { onDay: published.asOfDay });
}

function sayEdited({ edited, fieldText }: MoreCardView, { m }: Words): string[] {
  return edited ? [m.text('accountMore.edited', { value: fieldText })] : [];
}
