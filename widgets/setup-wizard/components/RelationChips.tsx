import type { ProductSource } from '#core/mapping/mapping.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { productSources, sourceKey, type RelationView } from '../models/edit-mapping.ts';
import type { OrgWords } from '../models/org-words.ts';
import { useSetup } from '../setup-context.ts';

/** The lookup of one relation: plain where there is nothing to choose, a select where several serve. */
export function RelationChip({ relation }: { readonly relation: RelationView }) {
  const t = useTranslator();
  const { setup } = useSetup();
  const { mapping } = setup;
  const { from, to, current, options, target, mandatory } = relation;
  const module = mapping.editing.value[from].module ?? '';
  const label = (field: string): string => mapping.org.value.fieldLabel(module, field);
  const name = t.text('setup.relations.choose', { from: t.text(`setup.role.${from}`), to: t.text(`setup.role.${to}`) });
  if (target === null || (options.length < 2 && current !== null)) {
    return (
      <span class={`relation-chip${current === null ? ` relation-chip--${mandatory ? 'missing' : 'none'}` : ''}`}>
        <span class="visually-hidden">{name}: </span>
        {current === null ? t.text('setup.relations.none') : label(current)}
      </span>
    );
  }
  return (
    <select
      class="input relation-chip relation-chip--choice"
      aria-label={name}
      title={t.text('setup.relations.several', { count: options.length })}
      value={current ?? ''}
      onChange={(event) => {
        const field = event.currentTarget.value;
        mapping.chooseField(from, target, field === '' ? null : field);
      }}
    >
      <option value="">{t.text(options.length === 0 ? 'setup.relations.none' : 'setup.mapping.notMapped')}</option>
      {options.map((field) => (
        <option key={field} value={field}>
          {label(field)}
        </option>
      ))}
    </select>
  );
}

/** Relation 3-4: the source in use, always said; a choice where there are several. */
export function ProductSourceChip() {
  const t = useTranslator();
  const { setup } = useSetup();
  const { mapping } = setup;
  const draft = setup.draft.draft.value;
  const org = mapping.org.value;
  const sources = productSources(mapping.editing.value, draft, org);
  const found = [sources.chosen, ...sources.alternatives].filter(({ kind }) => kind !== 'none');
  const deals = mapping.editing.value.deals.module ?? '';
  const current = found.find((source) => sourceKey(source) === sourceKey(draft.dealProducts)) ?? sources.chosen;
  if (found.length < 2) {
    return (
      <span class={`relation-chip${current.kind === 'none' ? ' relation-chip--none' : ''}`}>
        <span class="visually-hidden">{t.text('setup.products.choose')}: </span>
        {sourceName(current, deals, org, t)}
      </span>
    );
  }
  return (
    <select
      class="input relation-chip relation-chip--choice"
      aria-label={t.text('setup.products.choose')}
      value={sourceKey(current)}
      onChange={(event) => {
        const chosen = found.find((source) => sourceKey(source) === event.currentTarget.value);
        if (chosen !== undefined) mapping.chooseSource(chosen);
      }}
    >
      {found.map((source) => (
        <option key={sourceKey(source)} value={sourceKey(source)}>
          {sourceName(source, deals, org, t)}
        </option>
      ))}
    </select>
  );
}

export function sourceName(source: ProductSource, deals: string, org: OrgWords, t: Translator): string {
  switch (source.kind) {
    case 'lineItems':
      return t.text(source.quantity === null ? 'setup.products.lineItemsPlain' : 'setup.products.lineItems', {
        module: org.moduleLabel(source.module),
      });
    case 'lookups':
    case 'lookup':
      return t.text(`setup.products.${source.kind}`, { field: org.fieldLabel(deals, source.field) });
    case 'relatedList':
      return t.text('setup.products.relatedList', { list: source.list });
    case 'none':
      return t.text('setup.products.none');
  }
}
