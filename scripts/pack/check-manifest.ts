/** CRM's template of Zoho's tool holds this and nothing else; where a widget stands is set in the CRM. */
const MANIFEST = '{"service":"CRM"}';

/** `zet validate` looks at no manifest of a CRM widget, so this is the only look it gets. */
export function checkManifest(text: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return ['plugin-manifest.json is no JSON. It must be {"service": "CRM"}.'];
  }
  return JSON.stringify(value) === MANIFEST
    ? []
    : ['plugin-manifest.json must be {"service": "CRM"} and nothing else: Zoho reads no other key of a CRM widget.'];
}
