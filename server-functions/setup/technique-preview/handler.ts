import * as z from 'zod';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { mappingSchema } from '#core/mapping/mapping.ts';
import { hashScope } from '../../score/techniques/samples/kept-sample.ts';
import { readBody, requireRight, type FunctionApp } from '../../shared/http/function-app.ts';
import type { FunctionPorts } from '../../shared/ports.ts';
import { answerFrom } from '../../shared/work/answer-from.ts';
import { draftTechniqueSchema } from './draft-technique.ts';

const previewBody = z.strictObject({ draft: draftTechniqueSchema, mapping: mappingSchema, criteria: criteriaSchema });

/** SET-10 for what takes more than accounts and deals: counts over what the last full run kept, for whoever may set up (the whole org's). */
export function addTechniquePreviewRoute(app: FunctionApp, ports: FunctionPorts): void {
  app.post('/v1/setup/technique-preview', async (c) => {
    const { org } = requireRight(c, 'setup');
    const { draft, mapping, criteria } = await readBody(c, previewBody);
    return answerFrom(c, ports, { kind: 'techniquePreview', org, draft, scope: hashScope({ mapping, criteria }) });
  });
}
