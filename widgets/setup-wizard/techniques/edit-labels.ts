import type { Label } from '#core/labels/label.ts';

/** `by` -1 = earlier, which wins more accounts (TEC-1). At the ends nothing changes. */
export function moveBy<L>(labels: readonly L[], index: number, by: -1 | 1): L[] {
  const moved = labels[index];
  const to = index + by;
  if (moved === undefined || to < 0 || to >= labels.length) return [...labels];
  const rest = labels.filter((_, at) => at !== index);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

export function replaceAt<L>(labels: readonly L[], index: number, edit: (label: L) => L): L[] {
  return labels.map((label, at) => (at === index ? edit(label) : label));
}

export function removeAt<L>(labels: readonly L[], index: number): L[] {
  return labels.filter((_, at) => at !== index);
}

/** What every new label starts with: an id and names that no other has. */
export function freshLabel(labels: readonly Label[]): Label {
  const number = labels.length + 1;
  const names = (language: 'en' | 'es'): readonly string[] => labels.map((label) => label.names[language]);
  return {
    id: freeId(labels.map(({ id }) => id)),
    names: { en: freeName('Label', number, names('en')), es: freeName('Etiqueta', number, names('es')) },
    colour: '#75777C',
    optionId: null,
  };
}

function freeId(taken: readonly string[]): string {
  for (let number = taken.length + 1; ; number++) {
    const id = `label-${number}`;
    if (!taken.includes(id)) return id;
  }
}

function freeName(word: string, from: number, taken: readonly string[]): string {
  for (let number = from; ; number++) {
    const name = `${word} ${number}`;
    if (!taken.includes(name)) return name;
  }
}
