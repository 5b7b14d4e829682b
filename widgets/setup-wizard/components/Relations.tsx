import { useId, useState } from 'preact/hooks';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { relationViews, type RelationView } from '../models/edit-mapping.ts';
import { useSetup } from '../setup-context.ts';
import { ProductSourceChip, RelationChip } from './RelationChips.tsx';
import { RelationDiagram } from './RelationDiagram.tsx';

/** Chips beside each other on lines need room for their words; the table says the same. */
const NARROW = '(max-width: 30rem)';

/** SET-3: lookup relations, as a diagram or as a table; where several lookups would serve, a choice. */
export function Relations() {
  const t = useTranslator();
  const titleId = useId();
  const [asTable, setAsTable] = useState(() => globalThis.matchMedia(NARROW).matches);
  const { setup } = useSetup();
  const { mapping } = setup;
  const relations = relationViews(mapping.editing.value, setup.draft.draft.value, mapping.org.value);
  return (
    <section class="stack" aria-labelledby={titleId}>
      <header class="section-head">
        <div>
          <h3 id={titleId}>{t.text('setup.relations.title')}</h3>
          <p class="soft">{t.text('setup.relations.text')}</p>
        </div>
        <div class="switch" role="group" aria-label={t.text('setup.relations.view')}>
          <Button pressed={!asTable} onPress={() => setAsTable(false)}>
            {t.text('setup.relations.diagram')}
          </Button>
          <Button pressed={asTable} onPress={() => setAsTable(true)}>
            {t.text('setup.relations.table')}
          </Button>
        </div>
      </header>
      {asTable ? <RelationTable relations={relations} /> : <RelationDiagram relations={relations} />}
    </section>
  );
}

function RelationTable({ relations }: { readonly relations: readonly RelationView[] }) {
  const t = useTranslator();
  return (
    <div class="table-scroll" role="group" aria-label={t.text('setup.relations.title')} tabIndex={0}>
      <table class="table relation-table">
        <thead>
          <tr>
            <th scope="col">{t.text('setup.relations.relation')}</th>
            <th scope="col">{t.text('setup.relations.field')}</th>
            <th scope="col">{t.text('setup.relations.need')}</th>
          </tr>
        </thead>
        <tbody>
          {relations.map((relation) => (
            <tr key={relation.relation}>
              <th scope="row">{relationName(relation.from, relation.to, t)}</th>
              <td>
                <RelationChip relation={relation} />
              </td>
              <td>{t.text(relation.mandatory ? 'setup.relations.mandatory' : 'setup.relations.optional')}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{relationName('deals', 'products', t)}</th>
            <td>
              <ProductSourceChip />
            </td>
            <td>{t.text('setup.relations.mandatory')}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function relationName(from: ModuleRole, to: ModuleRole, t: Translator): string {
  return t.text('setup.relations.fromTo', { from: t.text(`setup.role.${from}`), to: t.text(`setup.role.${to}`) });
}
