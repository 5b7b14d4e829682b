export type JsonPath = readonly (string | number)[];

/** `techniques.rfm.labels[2].r`; keys that are no identifiers in brackets: `aliases["GTX Pro"]`. The document itself is `$`. */
export function formatJsonPath(path: JsonPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!/^[A-Za-z_$][\w$]*$/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text === '' ? '$' : text;
}

/** The path one step up; null above the document. Takes what `formatJsonPath` wrote. */
export function parentJsonPath(path: string): string | null {
  if (path === '$') return null;
  const parent = path.replace(/(?:\.?[A-Za-z_$][\w$]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\])$/, '');
  return parent === '' || parent === path ? '$' : parent;
}
