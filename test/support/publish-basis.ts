import * as classic from 'zod';
import * as z from 'zod/mini';
import { parseConfiguration } from '#core/configuration/parse-configuration.ts';
import { BASIS_RECORD, formatPublishedBasis } from '#core/labels/published-basis.ts';
import { firmographicsBasisSchema } from '#core/techniques/firmographics/basis.ts';
import { rfmBasisSchema } from '#core/techniques/rfm/basis.ts';
import { generationBlob } from '#server-functions/score/generation-record.ts';
import { readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { readBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { LocalFunctions } from './local-functions.ts';
import { sandboxSender } from './sandbox-fixture.ts';

const basisSchema = z.object({ rfm: z.nullable(rfmBasisSchema), firmographics: z.nullable(firmographicsBasisSchema) });
const answerSchema = classic.looseObject({ data: classic.array(classic.looseObject({})) });

/** The record that the account panel reads, of Zylker's latest run. Does nothing where the run has published one itself. */
export async function publishBasis(functions: LocalFunctions, sandbox: Sandbox): Promise<void> {
  const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
  const query = `select id from ${BASIS_RECORD.module} where ${BASIS_RECORD.name} = '${BASIS_RECORD.current}' limit 1`;
  const found = await rest.read({ method: 'POST', path: '/crm/v8/coql', json: { select_query: query } }, answerSchema);
  if ((found?.data.length ?? 0) > 0) return;

  const administrator = functions.as('administrator', ZYLKER);
  const generation = (await readCurrentGeneration(functions.ports, ZYLKER))?.value.id ?? '';
  const stored = await readBytes(functions.ports.blob, ZYLKER, generationBlob(generation, 'basis'));
  const basis = basisSchema.parse(JSON.parse(new TextDecoder().decode(stored ?? new Uint8Array())));
  const configuration = parseConfiguration((await administrator.call('GET', '/v1/configuration')).at('configuration'));
  if (!configuration.ok) throw new Error('the published configuration cannot be read');
  const { mapping, criteria, techniques } = configuration.value;
  if (basis.rfm === null || techniques.rfm === null) throw new Error('the run has no RFM');
  const named = (technique: 'rfm' | 'firmographics') =>
    (techniques[technique]?.labels ?? []).map(({ id, names, colour }) => ({ id, names, colour, technique }));
  const texts = formatPublishedBasis({
    format: 'lodestar.basis/1',
    generation,
    publishedAt: new Date(functions.clock.ms).toISOString(),
    asOfDay: basis.rfm.asOfDay,
    currency: 'USD',
    minorDigits: 2,
    timeZone: ZYLKER.timeZone,
    fieldPrefix: '',
    labels: [...named('rfm'), ...named('firmographics')],
    mapping,
    criteria,
    deals: {
      contributing: techniques.rfm.contributing,
      recencyField: techniques.rfm.recencyField,
      monetaryField: techniques.rfm.monetaryField,
      exchangeRateMeans: 'foreignPerHome',
    },
    rfm: basis.rfm,
    firmographics: basis.firmographics,
  });
  if (!texts.ok) throw new Error(texts.error.code);
  const row = {
    [BASIS_RECORD.name]: BASIS_RECORD.current,
    [BASIS_RECORD.basis]: texts.value.basis,
    [BASIS_RECORD.money]: texts.value.money,
  };
  await rest.read({ method: 'POST', path: `/crm/v8/${BASIS_RECORD.module}`, json: { data: [row] } }, answerSchema);
}
