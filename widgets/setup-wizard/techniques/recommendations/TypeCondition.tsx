import { useState } from 'preact/hooks';
import {
  MAX_BUNDLES_PER_LABEL,
  MAX_PRODUCTS_PER_TYPE,
  type ProbabilityCondition,
  type RecommendationsLabel,
} from '#core/techniques/recommendations/settings.ts';
import type { RecommendationType } from '#core/techniques/recommendations/types.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { NumberInput } from '../NumberInput.tsx';
import {
  addBundle,
  PROBABILITY_OPERATORS,
  removeBundle,
  setProbability,
  setProducts,
  withOperator,
} from './edit-recommendations.ts';
import { ProductSearch } from './ProductSearch.tsx';
import type { Products } from './use-products.ts';

interface TypeConditionProps {
  readonly label: RecommendationsLabel;
  readonly type: RecommendationType;
  readonly products: Products;
  readonly onChange: (edit: (label: RecommendationsLabel) => RecommendationsLabel) => void;
}

/** One type of a label: how likely, and of which products; none named = any. */
export function TypeCondition({ label, type, products, onChange }: TypeConditionProps) {
  const condition = label.types[type];
  if (condition === undefined) return null;
  return (
    <div class="type__condition">
      <Probability
        type={type}
        probability={condition.probability}
        onChange={(probability) => onChange((before) => setProbability(before, type, probability))}
      />
      {type === 'bundle' ? (
        <Bundles label={label} products={products} onChange={onChange} />
      ) : (
        <NamedProducts
          ids={label.types[type]?.products ?? []}
          products={products}
          onChange={(change) =>
            onChange((before) => setProducts(before, type, change(before.types[type]?.products ?? [])))
          }
        />
      )}
    </div>
  );
}

interface ProbabilityProps {
  readonly type: RecommendationType;
  readonly probability: ProbabilityCondition;
  readonly onChange: (probability: ProbabilityCondition) => void;
}

function Probability({ type, probability, onChange }: ProbabilityProps) {
  const t = useTranslator();
  const name = t.text(`techniques.recommendations.type.${type}`);
  return (
    <span class="chance">
      <select
        class="input"
        aria-label={t.text('recommendationsSetup.chance.operator', { type: name })}
        value={probability.operator}
        onChange={(event) => {
          const operator = PROBABILITY_OPERATORS.find((known) => known === event.currentTarget.value);
          if (operator !== undefined) onChange(withOperator(probability, operator));
        }}
      >
        {PROBABILITY_OPERATORS.map((operator) => (
          <option key={operator} value={operator}>
            {t.text(`builder.operator.${operator}`)}
          </option>
        ))}
      </select>
      {probability.operator === 'between' ? (
        <>
          <NumberInput
            name={t.text('recommendationsSetup.chance.from', { type: name })}
            value={probability.from}
            least={0}
            most={100}
            onChange={(from) => onChange({ ...probability, from: from ?? 0, to: Math.max(from ?? 0, probability.to) })}
          />
          <span aria-hidden="true">–</span>
          <NumberInput
            name={t.text('recommendationsSetup.chance.to', { type: name })}
            value={probability.to}
            least={0}
            most={100}
            onChange={(to) => onChange({ ...probability, from: Math.min(probability.from, to ?? 100), to: to ?? 100 })}
          />
        </>
      ) : (
        <NumberInput
          name={t.text('recommendationsSetup.chance', { type: name })}
          value={probability.percent}
          least={0}
          most={100}
          onChange={(percent) => onChange({ ...probability, percent: percent ?? 0 })}
        />
      )}
      <span class="soft">%</span>
    </span>
  );
}

interface NamedProductsProps {
  readonly ids: readonly string[];
  readonly products: Products;
  readonly onChange: (change: (ids: readonly string[]) => string[]) => void;
}

function NamedProducts({ ids, products, onChange }: NamedProductsProps) {
  const t = useTranslator();
  return (
    <div class="stack">
      {ids.length === 0 ? (
        <p class="soft">{t.text('recommendationsSetup.products.any')}</p>
      ) : (
        <Chosen
          names={ids.map(products.nameOf)}
          onRemove={(index) => onChange((before) => before.filter((_, at) => at !== index))}
        />
      )}
      {ids.length >= MAX_PRODUCTS_PER_TYPE ? (
        <p class="soft">{t.text('recommendationsSetup.products.full', { most: MAX_PRODUCTS_PER_TYPE })}</p>
      ) : (
        <ProductSearch
          label={t.text('recommendationsSetup.products.search')}
          products={products}
          taken={ids}
          onPick={(id) => onChange((before) => [...before, id])}
        />
      )}
    </div>
  );
}

function Bundles({ label, products, onChange }: Pick<TypeConditionProps, 'label' | 'products' | 'onChange'>) {
  const t = useTranslator();
  const [first, setFirst] = useState<string | null>(null);
  const bundles = label.types.bundle?.bundles ?? [];
  return (
    <div class="stack">
      {bundles.length === 0 ? (
        <p class="soft">{t.text('recommendationsSetup.bundles.any')}</p>
      ) : (
        <Chosen
          names={bundles.map((pair) => pair.map(products.nameOf).join(' + '))}
          onRemove={(index) => onChange((before) => removeBundle(before, index))}
        />
      )}
      {first !== null && <Chosen names={[`${products.nameOf(first)} + …`]} onRemove={() => setFirst(null)} />}
      {bundles.length >= MAX_BUNDLES_PER_LABEL ? (
        <p class="soft">{t.text('recommendationsSetup.bundles.full', { most: MAX_BUNDLES_PER_LABEL })}</p>
      ) : (
        <ProductSearch
          label={t.text(first === null ? 'recommendationsSetup.bundles.first' : 'recommendationsSetup.bundles.second')}
          products={products}
          taken={first === null ? [] : [first]}
          onPick={(id) => {
            if (first === null) return setFirst(id);
            onChange((before) => addBundle(before, [first, id]));
            setFirst(null);
          }}
        />
      )}
    </div>
  );
}

function Chosen({
  names,
  onRemove,
}: {
  readonly names: readonly string[];
  readonly onRemove: (index: number) => void;
}) {
  const t = useTranslator();
  return (
    <ul role="list" class="name-list">
      {names.map((name, index) => (
        <li key={name} class="name-list__item">
          <span>{name}</span>
          <Button
            kind="plain"
            label={t.text('recommendationsSetup.products.remove', { product: name })}
            onPress={() => onRemove(index)}
          >
            <Icon name="cross" />
          </Button>
        </li>
      ))}
    </ul>
  );
}
