import { useEffect } from 'preact/hooks';
import { TECHNIQUES } from '#core/labels/label.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Facts } from '../components/Facts.tsx';
import { mappingOf } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';
import { fieldsToWrite } from './fields-to-write.ts';

/** The size of what is about to happen, before the words: accounts, labels, fields, and what it costs (PLT-4). */
export function ReviewFacts() {
  const t = useTranslator();
  const { setup } = useSetup();
  const draft = setup.draft.draft.value;
  const { chosen, criteria } = draft;
  const mapping = mappingOf(draft);
  const problems = setup.check.value.criteria.length;
  const count = setup.count.state.value.answer;
  const credits = setup.review.state.value.answer?.credits ?? null;
  const labels = TECHNIQUES.reduce(
    (sum, technique) => sum + (chosen[technique] ? (draft[technique]?.labels.length ?? 0) : 0),
    0,
  );
  const created = fieldsToWrite(setup).filter(({ exists }) => !exists).length;

  useEffect(() => {
    // Whoever comes back to the review has not been at the criteria today.
    if (mapping !== null && problems === 0) setup.count.ask({ mapping, criteria });
  }, [draft, problems]);

  return (
    <Facts
      facts={[
        ...(count === null ? [] : [{ label: t.text('review.fact.accounts'), value: t.number(count.matching) }]),
        { label: t.text('review.fact.labels'), value: t.number(labels) },
        { label: t.text('review.fact.fields'), value: t.number(created) },
        ...(credits === null ? [] : [{ label: t.text('review.fact.credits'), value: t.number(credits) }]),
      ]}
    />
  );
}
