import { readPartOf } from '../../read-part-of-run.ts';
import { moveOn, type RunUnit } from '../../run-context.ts';
import { newRunCursor } from '../../run-cursor.ts';
import { notReadable, productLines } from '../plan-techniques.ts';
import { whyNotReadable } from '../source-faults.ts';
import { nextReading } from '../technique-steps.ts';

const readPart = readPartOf('lineItems');

/**
 * One part of the line items. Where RFM counts them, a run ends that may not read them; recommendations alone are left out by name, with
 * whatever was read of the lines before the CRM refused the rest.
 */
export const readLines: RunUnit = async (context, row) => {
  try {
    return await readPart(context, row);
  } catch (error) {
    const reason = whyNotReadable(error);
    const inputs = await context.inputs(row);
    const lines = productLines(inputs.frozen.configuration);
    if (reason === null || lines === null || inputs.plan.units.kind === 'lineItems') throw error;
    const { code, params, where } = notReadable('lines', lines.module);
    const { lineItems } = newRunCursor();
    const warnings = [...row.job.cursor.warnings, { code, params: { ...params }, where }];
    return { change: moveOn(nextReading('lineItems', inputs), { lineItems, warnings }), note: `lineItems ${reason}` };
  }
};
