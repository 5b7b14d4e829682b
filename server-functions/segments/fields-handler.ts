import { TECHNIQUES } from '#core/labels/label.ts';
import { LABEL_COLUMN } from './insights/group-rows.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { ABM_PREFIX, CRM_PREFIX } from '#core/mapping/field-reference.ts';
import { isHidden } from '#core/permissions/mask-fields.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { installedCrm } from '../configuration/handler.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { maskRulesFor } from '../score/mask-rules.ts';
import { RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import { ACCOUNT_POINTS, hasAccountPoints } from '../scoring-rules/account-points.ts';
import type { FunctionPorts } from '../shared/ports.ts';

type Text = string | { readonly en: string; readonly es: string };

interface FieldChoice {
  readonly reference: string;
  readonly label: Text;
  readonly kind: string;
  readonly options: readonly { readonly value: string; readonly label: Text }[];
}

/** What techniques computed, as people call it. */
const COMPUTED: Readonly<Record<string, { readonly en: string; readonly es: string }>> = {
  [C.rfmLabel]: { en: 'RFM label', es: 'Etiqueta RFM' },
  [C.firmographicsLabel]: { en: 'Firmographics label', es: 'Etiqueta firmográfica' },
  [C.r]: { en: 'Recency score', es: 'Puntuación de recencia' },
  [C.f]: { en: 'Frequency score', es: 'Puntuación de frecuencia' },
  [C.m]: { en: 'Monetary score', es: 'Puntuación monetaria' },
  [C.recencyDays]: { en: 'Days since last deal', es: 'Días desde el último trato' },
  [C.frequency]: { en: 'Frequency', es: 'Frecuencia' },
  [C.monetary]: { en: 'Amount of deals', es: 'Importe de tratos' },
  [C.rfmSince]: { en: 'RFM label since', es: 'Etiqueta RFM desde' },
  [C.engagementLabel]: { en: 'Engagement label', es: 'Etiqueta de interacción' },
  [C.engagementScore]: { en: 'Engagement score', es: 'Puntuación de interacción' },
  [C.engagementSince]: { en: 'Engagement label since', es: 'Etiqueta de interacción desde' },
  [C.recommendationsLabel]: { en: 'Recommendations label', es: 'Etiqueta de recomendaciones' },
  [C.recommendationsSince]: { en: 'Recommendations label since', es: 'Etiqueta de recomendaciones desde' },
  [C.voiceLabel]: { en: 'Voice of the customer label', es: 'Etiqueta de voz del cliente' },
  [C.voiceSince]: { en: 'Voice of the customer label since', es: 'Etiqueta de voz del cliente desde' },
  [C.voiceSurge]: { en: 'Negative texts in a surge (7 days)', es: 'Textos negativos en un repunte (7 días)' },
  [ACCOUNT_POINTS]: { en: 'Points by scoring rules', es: 'Puntos por reglas de puntuación' },
  [C.firmographicsSince]: { en: 'Firmographics label since', es: 'Etiqueta firmográfica desde' },
};

/** SEG-2: fields for criteria; only what the published generation holds and the viewer may see. */
export function addFieldRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/fields', async (c) => {
    const caller = requireRight(c, 'view');
    // Contacts and deals reach labels through their lookup and need tables that runs do not publish yet.
    if (c.req.query('module') !== 'accounts') throw new RefusedError(422, { code: 'segment.moduleNotSupported' });
    const configuration = await readConfiguration(ports.store, caller.org);
    const generation = await readCurrentGeneration(ports, caller.org);
    if (configuration === null || generation === null) return c.json({ fields: [] });
    const rules = await maskRulesFor(ports, caller);
    const metadata = await installedCrm(ports, caller.org).fields(configuration.mapping.accounts.module);
    // Published apart from the labels.
    const points = (await hasAccountPoints(ports, caller.org)) ? [{ key: ACCOUNT_POINTS, kind: 'number' }] : [];
    const fields = [...generation.value.columns, ...points]
      .filter(({ key }) => !isHidden(key, 'accounts', rules))
      .flatMap(({ key, kind }) => toChoice(key, kind, configuration, metadata) ?? []);
    return c.json({ fields });
  });
}

function toChoice(
  key: string,
  kind: string,
  configuration: Configuration,
  metadata: readonly FieldMetadata[],
): FieldChoice | null {
  if (key.startsWith(ABM_PREFIX)) {
    const label = COMPUTED[key];
    return label === undefined ? null : { reference: key, label, kind, options: labelOptions(key, configuration) };
  }
  const { fields } = configuration.mapping.accounts;
  const apiName = key.startsWith(CRM_PREFIX) ? key.slice(CRM_PREFIX.length) : fields[key];
  const field = metadata.find((candidate) => candidate.apiName === apiName);
  if (field === undefined) return null;
  const options = field.options.map(({ actual, display }) => ({ value: actual, label: display }));
  return { reference: key, label: field.label, kind, options };
}

function labelOptions(key: string, { techniques }: Configuration): FieldChoice['options'] {
  const technique = TECHNIQUES.find((each) => LABEL_COLUMN[each] === key);
  const labels = technique === undefined ? [] : (techniques[technique]?.labels ?? []);
  return labels.map(({ id, names }) => ({ value: id, label: names }));
}
