import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import type { FoundProduct } from './find-products.ts';
import type { Products } from './use-products.ts';

/** Typing rests this long before the CRM is asked. Milliseconds. */
const REST_MS = 300;

interface ProductSearchProps {
  readonly label: string;
  readonly products: Products;
  /** Ids that are there already. */
  readonly taken: readonly string[];
  readonly onPick: (id: string) => void;
}

type Found =
  | { readonly kind: 'none' | 'failed' }
  | { readonly kind: 'found'; readonly products: readonly FoundProduct[] };

/** A product by a part of its name: what is found stands below as buttons. */
export function ProductSearch({ label, products, taken, onPick }: ProductSearchProps) {
  const t = useTranslator();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found>({ kind: 'none' });
  const { find } = products;

  useEffect(() => {
    if (find === null || typed.trim() === '') {
      setFound({ kind: 'none' });
      return undefined;
    }
    let wanted = true;
    const handle = setTimeout(() => {
      find(typed).then(
        (answer) => wanted && setFound({ kind: 'found', products: answer }),
        () => wanted && setFound({ kind: 'failed' }),
      );
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(handle);
    };
  }, [typed]);

  if (find === null) return <p class="soft">{t.text('recommendationsSetup.products.none')}</p>;
  const fresh = found.kind === 'found' ? found.products.filter(({ id }) => !taken.includes(id)) : [];
  return (
    <div class="product-search">
      <Field label={label}>
        {({ id }) => (
          <input
            class="input"
            id={id}
            type="search"
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      <div aria-live="polite">
        {found.kind === 'failed' && <p class="soft">{t.text('recommendationsSetup.products.failed')}</p>}
        {found.kind === 'found' && fresh.length === 0 && (
          <p class="soft">{t.text('recommendationsSetup.products.nothing')}</p>
        )}
      </div>
      {fresh.length > 0 && (
        <ul role="list" class="product-search__found">
          {fresh.map(({ id, name }) => (
            <li key={id}>
              <Button
                label={t.text('recommendationsSetup.products.add', { product: name })}
                onPress={(event) => {
                  event.currentTarget.closest('.product-search')?.querySelector('input')?.focus();
                  setTyped('');
                  onPick(id);
                }}
              >
                + {name}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
