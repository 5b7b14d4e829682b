import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';
import { TECHNIQUES, type AccountLabels, type Label } from '../models/answers.ts';
import { labelName } from '../say.ts';

interface AccountLabelChipsProps {
  readonly labels: readonly Label[];
  readonly of: AccountLabels;
}

/** The labels an account has; where the only technique gives none, that is said (TEC-1). */
export function AccountLabelChips({ labels, of }: AccountLabelChipsProps) {
  const t = useTranslator();
  const used = TECHNIQUES.filter((technique) => of[technique] !== undefined);
  const given = used.filter((technique) => of[technique] !== null);
  return (
    <span class="chips">
      {given.length === 0 && <LabelChip name={null} colour={null} noLabelText={t.text('shared.noLabel')} />}
      {given.map((technique) => {
        const id = of[technique] ?? '';
        const colour = labels.find((label) => label.technique === technique && label.id === id)?.colour ?? null;
        return <LabelChip key={technique} name={labelName(labels, technique, id, t)} colour={colour} noLabelText="" />;
      })}
    </span>
  );
}
