import type { ModuleRole } from '#core/mapping/targets.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { productSources, settleProductSource, type RelationView } from '../models/edit-mapping.ts';
import { isLeftOut } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';
import { ProductSourceChip, RelationChip } from './RelationChips.tsx';

/** Centres in per cent of the picture: accounts above, deals below, contacts and products at the sides. */
const CENTRES: Readonly<Record<ModuleRole, readonly [number, number]>> = {
  accounts: [50, 9],
  contacts: [16, 50],
  products: [84, 50],
  deals: [50, 91],
};
const NUMBERS: Readonly<Record<ModuleRole, number>> = { accounts: 1, contacts: 2, products: 3, deals: 4 };

/** Boxes for modules, lines for lookups, the field's name on each line. The same is in the table. */
export function RelationDiagram({ relations }: { readonly relations: readonly RelationView[] }) {
  const t = useTranslator();
  const { setup } = useSetup();
  const { mapping } = setup;
  const draft = setup.draft.draft.value;
  const drawn = relations.filter(({ current, mandatory }) => current !== null || mandatory);
  const present = (role: ModuleRole): boolean => mapping.editing.value[role].module !== null && !isLeftOut(draft, role);
  const withProducts = present('products') && present('deals');
  const source = settleProductSource(
    draft.dealProducts,
    productSources(mapping.editing.value, draft, mapping.org.value),
  );

  return (
    <div class="relations card">
      <svg class="relations__lines" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        {drawn.map(({ relation, from, to, current, mandatory }) => (
          <Line
            key={relation}
            from={from}
            to={to}
            kind={current === null ? 'missing' : mandatory ? 'solid' : 'dashed'}
          />
        ))}
        {withProducts && <Line from="deals" to="products" kind={source.kind === 'none' ? 'missing' : 'solid'} />}
      </svg>
      {(['accounts', 'contacts', 'products', 'deals'] as const).map((role) => (
        <div
          key={role}
          class={`relations__node relations__node--${role}${present(role) ? '' : ' relations__node--absent'}`}
        >
          <span class="relations__number" aria-hidden="true">
            {NUMBERS[role]}
          </span>
          {moduleName(role)}
        </div>
      ))}
      {drawn.map((relation) => (
        <div key={relation.relation} class={`relations__chip relations__chip--${relation.from}-${relation.to}`}>
          <RelationChip relation={relation} />
        </div>
      ))}
      {withProducts && (
        <div class="relations__chip relations__chip--deals-products">
          <ProductSourceChip />
        </div>
      )}
    </div>
  );

  function moduleName(role: ModuleRole): string {
    const module = mapping.editing.value[role].module;
    return module === null ? t.text(`setup.role.${role}`) : mapping.org.value.moduleLabel(module);
  }
}

function Line({ from, to, kind }: { readonly from: ModuleRole; readonly to: ModuleRole; readonly kind: string }) {
  const [x1, y1] = CENTRES[from];
  const [x2, y2] = CENTRES[to];
  return (
    <line
      class={`relations__line relations__line--${kind}`}
      x1={x1}
      y1={y1}
      x2={x2}
      y2={y2}
      vector-effect="non-scaling-stroke"
    />
  );
}
