import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';
import type { SegmentStart } from '../models/NavigationModel.ts';
import type { SegmentSuggestion } from '../models/suggest-segments.ts';

interface SuggestionsProps {
  readonly suggestions: readonly SegmentSuggestion[];
  readonly blocked: string | null;
  readonly onChoose: (start: SegmentStart) => void;
}

export function Suggestions({ suggestions, blocked, onChoose }: SuggestionsProps) {
  const t = useTranslator();
  return (
    <ul class="suggestions" role="list">
      {suggestions.map((suggestion) => {
        const name = t.list(suggestion.labels.map((label) => label.names[t.viewer.language]));
        return (
          <li key={name} class="suggestion">
            <div class="suggestion__words">
              <strong>{t.text(`segments.suggestion.${suggestion.purpose}`)}</strong>
              <span class="chips">
                {suggestion.labels.map((label) => (
                  <LabelChip
                    key={label.id}
                    name={label.names[t.viewer.language]}
                    colour={label.colour}
                    noLabelText=""
                  />
                ))}
              </span>
              {suggestion.accounts !== null && (
                <span class="soft">{t.text('segments.accounts', { count: suggestion.accounts })}</span>
              )}
            </div>
            <Button
              blockedBy={blocked}
              label={t.text('segments.suggestion.createOf', { name })}
              onPress={() => onChoose({ name, criteria: suggestion.criteria })}
            >
              {t.text('segments.suggestion.create')}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
